"""Newton's method for smooth log-likelihoods under linear constraints, and bounds from the profile likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from contested.compare.integrated import Evaluated
from contested.compare.likelihood import Floats

Objective = Callable[[Floats], Evaluated]

_ENOUGH = 1e-9  # the rise a further step promises, in log-likelihood
_ROOT = 2e-3  # of the signed root of the likelihood ratio
FARTHEST = 12.0  # effects beyond this (logs) count as unbounded


@dataclass(frozen=True, slots=True)
class Optimum:
    """Where a log-likelihood is highest, under constraints; `basis` spans what they leave free."""

    at: Floats
    found: Evaluated
    basis: Floats
    converged: bool

    @property
    def value(self) -> float:
        return self.found.value

    def covariance(self) -> Floats:
        """The inverse of the curvature in what is free, (p, p)."""
        return self.basis @ _inverse(-(self.basis.T @ self.found.hessian @ self.basis)) @ self.basis.T


def free_basis(constraints: Floats) -> Floats:
    """An orthonormal basis (p, p - k) of the vectors that `constraints` (k, p) send to zero."""
    k = len(constraints)
    if not k:
        return np.eye(constraints.shape[1])
    q, _ = np.linalg.qr(constraints.T, mode="complete")
    return np.asarray(q[:, k:])


def maximise(
    f: Objective,
    start: Floats,
    constraints: Floats,
    floor: tuple[int, float, float] | None = None,
    enough: float = _ENOUGH,
    max_steps: int = 100,
) -> Optimum:
    """The highest point of `f` among those that differ from `start` within the constraints.

    Parameters
    ----------
    f
        Gives value, gradient and second derivatives.
    start
        Where to begin, (p,); it fixes the right-hand side of the constraints.
    constraints
        Rows that the steps are orthogonal to, (k, p).
    floor
        A parameter's number with the least and the most it may be.
    enough
        The rise in log-likelihood that is not worth a further step.
    """
    x, found = start, f(start)
    basis = free_basis(constraints)
    converged = False
    for _ in range(max_steps):
        basis = free_basis(_with_edge(constraints, x, found, floor))
        g = basis.T @ found.gradient
        step = basis @ _rise(-(basis.T @ found.hessian @ basis), g)
        promised = 0.5 * float(step @ found.gradient)
        if promised < enough:
            converged = True
            break
        # far steps leave the region where the quadratic holds
        step = step * min(1.0, 2.0 / float(np.abs(step).max()))
        size = 1.0
        for _ in range(30):
            tried = _inside(x + size * step, x, step, floor)
            new = f(tried)
            if math.isfinite(new.value) and new.value >= found.value + 1e-4 * float((tried - x) @ found.gradient):
                break
            size /= 2
        else:
            converged = promised < 1e-6
            break
        x, found = tried, new
    return Optimum(x, found, basis, converged)


def profile_bound(
    f: Objective,
    best: Optimum,
    contrast: Floats,
    constraints: Floats,
    drop: float,
    side: int,
    floor: tuple[int, float, float] | None = None,
) -> float:
    """How far ``contrast @ x`` can go (`side` -1 or 1) before the profile log-likelihood has fallen by `drop`.

    Returns an infinite bound where it has not fallen that far at the farthest value looked at.
    """
    covariance = best.covariance()
    direction = covariance @ contrast
    variance = float(contrast @ direction)
    centre = float(contrast @ best.at)
    if not variance > 0:
        return side * math.inf
    direction = direction / variance
    goal = math.sqrt(2 * drop)
    held = np.vstack([constraints, contrast])
    at, x = centre, best.at
    near, far = 0.0, math.inf  # distances known to lie inside and outside
    distance = goal * math.sqrt(variance)
    for _ in range(40):
        distance = min(distance, FARTHEST)
        target = centre + side * distance
        opt = maximise(f, x + direction * (target - at), held, floor, enough=1e-4)
        at, x = target, opt.at
        root = math.sqrt(max(2 * (best.value - opt.value), 0.0))
        if abs(root - goal) < _ROOT:
            return target
        if root < goal:
            near = distance
            if distance >= FARTHEST:
                return side * math.inf
        else:
            far = distance
        slope = -side * float(opt.found.gradient @ direction) / root if root > 0 else 0.0
        guess = distance + (goal - root) / slope if slope > 0 else 2 * distance
        guess = min(guess, 4 * distance)
        # a guess outside what is known gives way to the middle
        distance = guess if near < guess < far else (near + far) / 2 if math.isfinite(far) else 2 * distance
    return target


def _with_edge(constraints: Floats, x: Floats, found: Evaluated, floor: tuple[int, float, float] | None) -> Floats:
    """The constraints, and one more where the bounded parameter stands at an end and would go beyond it."""
    if floor is None:
        return constraints
    i, least, most = floor
    g = found.gradient[i]
    if (x[i] <= least and g < 0) or (x[i] >= most and g > 0):
        return np.vstack([constraints, np.eye(len(x))[i]])
    return constraints


def _inside(tried: Floats, x: Floats, step: Floats, floor: tuple[int, float, float] | None) -> Floats:
    if floor is None:
        return tried
    i, least, most = floor
    if least <= tried[i] <= most:
        return tried
    tried = tried.copy()
    tried[i] = min(max(tried[i], least), most)
    return tried


def _rise(curvature: Floats, g: Floats) -> Floats:
    """A Newton step; directions without proper curvature get some."""
    if not len(g):
        return g
    try:
        factor = np.linalg.cholesky(curvature)
        return np.asarray(np.linalg.solve(factor.T, np.linalg.solve(factor, g)))
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
        least = max(1e-3 * float(np.abs(values).max()), 1e-8)
        return np.asarray(vectors @ ((vectors.T @ g) / np.maximum(np.abs(values), least)))


def _inverse(curvature: Floats) -> Floats:
    if not len(curvature):
        return curvature
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2)
    # what the data say nothing about has a vast variance, not a negative one
    return np.asarray((vectors / np.maximum(values, 1e-10)) @ vectors.T)
