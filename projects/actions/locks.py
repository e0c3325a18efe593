"""The first lock of every write of the method, so that two people at once wait for each other."""

from projects.models import Project


def lock(project: Project) -> Project:
    """The project's row as stored, locked until the transaction ends."""
    return Project.objects.select_for_update().get(pk=project.pk)
