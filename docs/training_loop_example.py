"""A training loop that looks at its model on the way. `python training_loop_example.py` runs it."""

import torch

import pytest_realunify as ru


class Adapter:
    """Asks the network, which here knows four letters and no pictures."""

    def __init__(self, network):
        self.network = network

    def understand(self, requests):
        scores = self.network(torch.ones(len(requests), 1))
        return ["ABCD"[int(row.argmax())] for row in scores]


def train(steps=40, every=20):
    network = torch.nn.Sequential(torch.nn.Linear(1, 4), torch.nn.Dropout(0.1))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    runs = []
    for step in range(1, steps + 1):
        loss = torch.nn.functional.cross_entropy(network(torch.ones(8, 1)), torch.full((8,), 1))  # "the answer is B"
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        if step % every == 0:
            runs.append(ru.evaluate(Adapter(network), label=f"step-{step}", suite="procedural:1", protocols="direct"))
    return runs


def test_the_loop_learns_what_it_would_without_looking(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    runs = train()
    looked_at = torch.rand(1)
    torch.manual_seed(0)
    train(every=1000)
    assert torch.equal(looked_at, torch.rand(1))
    assert [(run.label, run.model, {case.reply for case in run.cases(axis="GEU")}) for run in runs] == [
        ("step-20", "Adapter", {"B"}),
        ("step-40", "Adapter", {"B"}),
    ]


if __name__ == "__main__":
    for run in train():
        print(run.label, run.table(), sep="\n")
