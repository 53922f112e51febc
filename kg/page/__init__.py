"""The graph page: a built data set as one offline HTML file."""
