"""Who answers yes/no questions about a drawn picture."""
