"""Where finished runs are sent: experiment trackers, built in or a team's own. None of them decides anything."""
