import { defineCheck } from '#checks/check'
import { isSeed, isTest } from '../secrets/where.js'

const MADE = /\bnew\s+PrismaClient\s*\(/
/** One or two: the app's own, and that of something that runs apart. */
const FEW = 3

export default defineCheck({
  id: 'performance/many-clients',
  title: 'Each file opens connections to the database of its own',
  why: 'The database has a fixed number of connections: a few more files, or a second server, and nobody gets one.',
  severity: 'low',
  refs: ['CWE-1073', 'CWE-400'],
  needs: ['source'],
  *find({ source }) {
    const places = source.files.flatMap(file => {
      if (file.kind !== 'code' || isTest(file.path) || isSeed(file.path) || /(?:^|\/)(?:scripts?|prisma|bin)\//.test(file.path)) return []
      const text = file.text()
      if (!MADE.test(text)) return []
      const line = text.split('\n').findIndex(one => MADE.test(one) && !/^\s*(?:\/\/|\*)/.test(one))
      return line === -1 ? [] : [{ file: file.path, line: line + 1 }]
    })
    const [first] = places
    if (!first || places.length < FEW) return
    yield {
      at: first,
      certainty: 'certain',
      message: `${places.length} files, \`${first.file}\` among them, make a \`PrismaClient\` each, with a pool of connections of its own.`,
      help: 'Make one client in a file of its own, and import that.',
      key: 'clients',
      trail: places.slice(0, 40).map(at => ({ at, label: 'a client of its own' })),
    }
  },
})
