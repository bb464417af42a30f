"""The script Streamlit runs at every click; all else stands in ``ui.shell``."""

from ui import shell

shell.main()
