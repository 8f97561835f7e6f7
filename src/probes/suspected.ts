import { actionOf } from '#lab/actions/find'
import { type Branch, branchOf, onBranch } from '#lab/request/branches'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import { isOpen, type Finding } from '#triage/finding'
import type { Experiment, Ground, Outcome } from './probe.js'

/** Open findings of these checks that speak of the route: by its name, or by a step of their trail. */
export function suspectedOf(ground: Ground, route: Route, checks: readonly string[]): readonly Finding[] {
  const name = nameOf(route)
  return ground.findings.filter(
    finding =>
      isOpen(finding) &&
      checks.includes(finding.check) &&
      (finding.route === name || finding.trail.some(step => step.label.includes(`\`${name}\``))),
  )
}

/** Routes that a request can be made to. */
export const reachable = (ground: Ground): readonly Route[] =>
  ground.model.routes.filter(
    route =>
      !route.unreached &&
      // What a page shows is drawn, and no answer that can be compared.
      route.kind !== 'page' &&
      (route.kind !== 'edge-function' || ground.lab.boot.functions?.includes(route.path.split('/').at(-1) ?? '') === true) &&
      route.kind !== 'rpc' &&
      (route.kind !== 'action' || actionOf(route, ground.lab.actions) !== undefined),
  )

/** Routes with an open finding of the check, each with its findings; one that does several things, as it is when it does what they speak of. */
export function* suspects(ground: Ground, checks: readonly string[]): Generator<readonly [Route, readonly Finding[]]> {
  for (const route of reachable(ground)) {
    const spoken = new Map<Route, Finding[]>()
    for (const finding of suspectedOf(ground, route, checks)) {
      const meant = onBranch(route, branchFor(route, finding))
      spoken.set(meant, [...(spoken.get(meant) ?? []), finding])
    }
    yield* spoken
  }
}

/** What a request has to say to reach the place that the finding speaks of. */
function branchFor({ effects }: Route, { at, trail }: Finding): Branch {
  const places = [at, ...trail.map(step => step.at)]
  const meant = effects.filter(effect => places.some(({ file, line }) => effect.at.file === file && effect.at.line === line))
  return meant.map(branchOf).find(branch => branch.size > 0) ?? new Map()
}

/** A plan of one experiment for each finding of these checks at each route: a proof of one says nothing of another. */
export const forEachSuspect = (
  checks: readonly string[],
  attempt: (ground: Ground, route: Route, finding: Finding) => Promise<Outcome>,
): ((ground: Ground) => Generator<Experiment>) =>
  function* (ground) {
    for (const [route, findings] of suspects(ground, checks))
      for (const finding of findings)
        yield { name: nameOf(route), findings: [finding], control: route, run: () => attempt(ground, route, finding) }
  }
