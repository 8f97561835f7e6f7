import { defineCheck } from '#checks/check'
import { wording } from '#model/read/flow'
import { nameOf, trailTo } from '#model/read/route'
import { samePlace, spelled } from '#model/read/terms'

const DOES = { read: 'reads', write: 'writes', delete: 'deletes' } as const

export default defineCheck({
  id: 'input/path-traversal',
  title: 'The request names a file, and may leave the folder that is meant',
  why: 'Anyone can read the server’s keys or overwrite its code by sending a name with `../` in it.',
  severity: 'high',
  refs: ['CWE-22', 'OWASP-A01:2021'],
  needs: ['routes'],
  *find({ routes }) {
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'file') continue
        // Parsers of multipart forms keep only the last part of an uploaded file's name.
        const value = wording(effect.path, {
          keeps: how => (/^call (?:join|resolve|normalize)$/.test(how) ? true : undefined),
          safe: /^(?:by hand|enum|part|pattern)$/,
        })
        if (!value || value.from === 'files' || value.from === 'headers' || value.from === 'client') continue
        // The path of a URL was normalised by whoever parsed it.
        if (value.from === 'url') continue
        const name = nameOf(route)
        const joined = effect.path.kind === 'computed' ? effect.path.at : undefined
        yield {
          at: effect.at,
          certainty: 'certain',
          message: `\`${name}\` ${DOES[effect.does]} the file that \`${spelled(value)}\` names, in whichever folder.`,
          help: 'Take the last part of the name with `path.basename`, or look it up in a list.',
          key: `${name} ${effect.does} ${spelled(value)}`,
          route: name,
          trail: [
            ...(joined && !samePlace(joined, effect.at) ? [{ at: joined, label: 'joined to a folder' }] : []),
            ...trailTo(route, [effect], `${DOES[effect.does]} the file`),
          ],
        }
      }
    }
  },
})
