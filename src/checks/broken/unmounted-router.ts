import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'

export default defineCheck({
  id: 'broken/unmounted-router',
  title: 'Routes are written that the app never puts to use',
  why: 'What looks finished in the code answers 404, and fixes made there change nothing.',
  severity: 'low',
  refs: ['CWE-561', 'CWE-840'],
  needs: ['routes'],
  *find({ routes }) {
    const files = new Set(routes.filter(route => route.unreached).map(route => route.at.file))
    for (const file of files) {
      const lost = routes.filter(route => route.unreached && route.at.file === file)
      const first = lost.toSorted((a, b) => a.at.line - b.at.line)[0]!
      // The same routes may be registered by another file that took its place.
      const replaced = lost.every(route => routes.some(other => !other.unreached && sameDoor(other, route)))
      yield {
        at: first.at,
        certainty: 'likely',
        message: `\`${nameOf(first)}\`${lost.length > 1 ? ` and ${lost.length - 1} more routes` : ''} in this file are mounted by nothing.`,
        help: replaced ? 'Delete the file: other routes have taken their place.' : 'Mount the router in the app, or delete the file.',
        key: file,
        trail: lost.slice(1, 8).map(route => ({ at: route.at, label: `\`${nameOf(route)}\`` })),
      }
    }
  },
})

const sameDoor = (a: Route, b: Route): boolean => a.method === b.method && a.path === b.path
