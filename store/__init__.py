"""The store: SQLAlchemy and nothing else. It knows neither networks, nor KPIs, nor the screen."""
