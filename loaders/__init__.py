"""Networks and files read into frames: knows neither the store nor the interface."""
