"""The year-end show as files: one html document, pptx with native charts, pdf."""
