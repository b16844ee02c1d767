"""Sound and pictures: what ffmpeg is told, and what it says."""
