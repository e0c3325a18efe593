"""What projects share with each other: the community's charts. May import measures, projects and below."""
