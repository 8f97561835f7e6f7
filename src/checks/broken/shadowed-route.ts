import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'

export default defineCheck({
  id: 'broken/shadowed-route',
  title: 'A route is never reached, because an earlier one takes its requests',
  why: 'People who ask for the page or the export get an error or another answer, and nobody notices why.',
  severity: 'medium',
  refs: ['CWE-561', 'CWE-840', 'CWE-703'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const express = routes.filter(route => route.framework === 'express' && !route.unreached && !/[*()+?\\]/.test(route.path))
    for (const [index, route] of express.entries()) {
      const first = express
        .slice(0, index)
        .find(
          other =>
            other.at.file === route.at.file &&
            other.method === route.method &&
            other.path !== route.path &&
            takes(other.path, route.path) &&
            answers(other) &&
            !goesOn(other, route),
        )
      if (!first) continue
      yield {
        at: route.at,
        certainty: 'likely',
        message: `\`${nameOf(route)}\` is never reached: \`${nameOf(first)}\` is registered before it and takes its requests.`,
        help: `Register \`${route.path}\` before \`${first.path}\`.`,
        key: `${nameOf(route)} ${first.path}`,
        route: nameOf(route),
        trail: [{ at: first.at, label: 'takes its requests' }],
      }
    }

    /** The first one may hand on what it does not want. */
    function goesOn(first: Route, route: Route): boolean {
      const lines =
        source
          .file(first.at.file)
          ?.text()
          .split('\n')
          .slice(first.at.line - 1, Math.max(first.at.line, route.at.line - 1)) ?? []
      const own = [first, ...routes]
        .filter(other => other.at.file === first.at.file && other.at.line > first.at.line)
        .map(other => other.at.line - first.at.line)
      return /\bnext\(\s*(?:\)|['"]route['"])/.test(lines.slice(0, Math.min(lines.length, ...own)).join('\n'))
    }
  },
})

/** `/orders/:id` takes `/orders/export`. */
function takes(pattern: string, path: string): boolean {
  const [a, b] = [pattern.split('/'), path.split('/')]
  if (a.length !== b.length) return false
  return a.every((part, index) => part === b[index] || (part.startsWith(':') && !b[index]!.startsWith(':')))
}

const answers = (route: Route): boolean => route.effects.some(effect => effect.kind === 'respond')
