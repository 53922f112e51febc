"""Query text before an engine sees it: tokens, the guard, headers, patterns."""
