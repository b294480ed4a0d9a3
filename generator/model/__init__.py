"""What authors write, as frozen pydantic models: forms, handouts, clinics, patients."""
