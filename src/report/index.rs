//! Which scenarios did a run compute, and what did each say?
