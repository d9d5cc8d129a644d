"""Simulated customers and advisers, so that the wallboard lives.

They are HTTP clients of the running centre. One supervisor's event stream tells the simulated
advisers what happened; each simulated customer is a task of its own. The first adviser of each
site is left out: those chairs are for people who try the desk.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

import httpx
import structlog

from nawba.demo.advisers import AdviserCrowd
from nawba.demo.company import COMPANY, demo_centre
from nawba.demo.customers import Question, run_customer
from nawba.knowledge import read_folder

log = structlog.get_logger()

_MAX_CUSTOMERS = 150


@dataclass(frozen=True)
class Traffic:
    """``rate`` new contacts per second at ``base`` until the process ends; ``seed`` repeats it."""

    base: str
    rate: float
    seed: int = 1

    def run(self) -> None:
        """Drive the traffic in a loop of its own; returns when the server goes away."""
        try:
            asyncio.run(self._run())
        except httpx.HTTPError as error:
            log.warning("traffic_stopped", error=str(error))

    async def _run(self) -> None:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=self.base, timeout=30, limits=limits) as client:
            crowd = AdviserCrowd(client, demo_centre(), random.Random(self.seed))
            await asyncio.gather(crowd.run(), self._customers(client))

    async def _customers(self, client: httpx.AsyncClient) -> None:
        rng = random.Random(self.seed + 1)
        questions = demo_questions()
        running: set[asyncio.Task[None]] = set()
        while True:
            await asyncio.sleep(rng.expovariate(self.rate))
            if len(running) >= _MAX_CUSTOMERS:
                continue
            asked = rng.choice(questions)
            task = asyncio.create_task(run_customer(client, asked, random.Random(rng.random())))
            running.add(task)
            task.add_done_callback(running.discard)


def demo_questions() -> list[Question]:
    """Ways to ask for each demo article, as its editors wrote them."""
    return [
        Question(article.brand, article.language, text)
        for article in read_folder(COMPANY / "articles")
        for text in article.questions
    ]
