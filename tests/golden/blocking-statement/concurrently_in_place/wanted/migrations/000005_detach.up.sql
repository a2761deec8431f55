/* moved to a migration of its own, behind the others */ /* the oldest */;
