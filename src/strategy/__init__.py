"""Whether a partnership's strategy works: its objectives as measures over time, without any model."""
