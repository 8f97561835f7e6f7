import { defineCheck } from '#checks/check'
import { openQueuesIn } from '#database/sql/queues'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'rules/open-queue',
  title: 'A queue is served to browsers without row rules',
  why: 'Whoever has the public key reads the messages that your workers wait for, takes them away, and puts in his own.',
  severity: 'high',
  refs: ['CWE-862', 'CWE-284', 'OWASP-API1:2023'],
  needs: ['source', 'app'],
  *find({ source, app }) {
    if (!app.databases.includes('supabase')) return
    const queues = openQueuesIn(source)
    if (queues.length === 0 || !isServed(source)) return
    for (const { name, roles, at } of queues) {
      const anyone = roles.includes('anon') || roles.includes('public')
      yield {
        at,
        certainty: 'likely',
        message: `The queue \`${name}\` gives and takes messages to and from ${anyone ? 'anyone with the public key' : 'every signed-in user'}: it has no row rules.`,
        help: `Run \`alter table pgmq.q_${name} enable row level security;\` and write policies for those who may, or take the rights back and send from a server function.`,
        key: name,
        data: { queue: name, roles },
      }
    }
  },
})

/** The platform serves queues by a schema of their own, and only where it is asked to. */
const isServed = (source: Source): boolean =>
  source.files.some(
    file =>
      (file.path.endsWith('supabase/config.toml') && /^\s*schemas\s*=\s*\[[^\]]*["']pgmq_public["']/m.test(file.text())) ||
      (/\.[cm]?[jt]sx?$/.test(file.path) && /\.schema\(\s*["'`]pgmq_public["'`]/.test(file.text())),
  )
