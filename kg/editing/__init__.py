"""Sheets changed by commands: new workspaces, documents, anchors, names."""
