"""Where files lie and where pieces of work run: stores by URL, processes, Ray; what it all takes."""
