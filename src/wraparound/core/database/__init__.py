"""A database that shows nothing unless somebody who may see it is named: launcher, roles, actor, protection, lint."""
