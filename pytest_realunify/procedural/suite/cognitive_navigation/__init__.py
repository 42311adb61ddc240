"""Finding the way: the only route through a maze, the shortest route on a town map."""
