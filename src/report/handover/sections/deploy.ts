import { absent, type Block, head, type HandoverSection, text } from '../block.js'
import { code, plural, some } from '../count.js'
import { addedIn, filesOf } from '../diff.js'
import { hostOf } from '../hosts.js'
import type { HandoverInput, RepairRow } from '../input.js'
import { exposedKeys } from './keys.js'

/** How the branch goes online, and how it comes back. */
export function deploySection(input: HandoverInput): HandoverSection {
  const host = hostOf(input.after.app)
  const migrations = input.repairs.flatMap(migrationsOf)
  const base = { id: 'deploy', title: 'Putting it online, and back' }
  if (input.repairs.length === 0)
    return {
      ...base,
      blocks: [
        absent(`Nothing was changed, so there is nothing to deploy. To put an earlier build back on ${host.name}: ${host.rollback}`),
      ],
    }
  return {
    ...base,
    note: host.name,
    blocks: [
      head('Before'),
      { kind: 'list', ordered: true, items: before(input, migrations.length) },
      head('Online'),
      { kind: 'list', ordered: true, items: online(input, migrations) },
      head('Back'),
      {
        kind: 'list',
        items: [
          host.rollback,
          ...(input.branch === undefined ? [] : [`One repair alone: ${code('seaworthy undo <id>')} adds a commit that takes it back.`]),
          ...(migrations.length > 0
            ? [
                'Code first, then the migration: the code of before works with the schema of after only as long as columns were added and none removed.',
              ]
            : []),
        ],
      },
      ...migrations.flatMap(migrationBlocks),
    ],
  }
}

interface Migration {
  readonly file: string
  readonly up: string
  readonly down: string | undefined
  readonly title: string
}

function migrationsOf({ diff, down, title }: RepairRow): readonly Migration[] {
  const made = filesOf(diff).filter(file => file.state === 'new' && /\.sql$/.test(file.file))
  const undo = made.find(file => /down/.test(file.file))
  return made
    .filter(file => file !== undo)
    .map(file => ({
      file: file.file,
      up: addedIn(file).join('\n').trim(),
      down: down?.trim() ?? (undo && addedIn(undo).join('\n').trim()),
      title,
    }))
}

/** Variables without which the repaired app shuts people out, or does not start at all. */
function needed({ repairs }: HandoverInput): readonly string[] {
  const added = repairs.map(({ finding, diff }) => ({ check: finding.check, text: filesOf(diff).flatMap(addedIn).join('\n') }))
  const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => code(name!))
  const starts = new Set(added.flatMap(({ text }) => named(text, /if \(!process\.env\.(\w+)\) throw/g)))
  const sites = new Set(added.flatMap(({ check, text }) => (check.startsWith('cors/') ? named(text, /process\.env\.(\w+)/g) : [])))
  return [
    ...(starts.size > 0
      ? [`Without ${some([...starts], 8)} the app does not start any more: set ${starts.size === 1 ? 'it' : 'each'} before you deploy.`]
      : []),
    ...(sites.size > 0
      ? [`Without ${some([...sites])} no website may call the app: set it to the addresses of your own pages, with commas between them.`]
      : []),
  ]
}

function before(input: HandoverInput, migrations: number): readonly string[] {
  const keys = exposedKeys(input).length
  const fresh = input.after.env
    .filter(variable => variable.reads.length > 0 && !input.before.env.some(old => old.name === variable.name))
    .map(variable => code(variable.name))
  return [
    ...(input.branch === undefined
      ? [`Put the app into git, then apply the patches of ${code('.seaworthy/patches')} in their order: ${code('patch -p1 < <file>')}.`]
      : []),
    ...(input.branch === undefined
      ? []
      : [`Read the branch: ${code(`git log --oneline ${input.branch}`)}. Each commit says what it repairs and how it was tried.`]),
    ...(keys > 0 ? [`Change the ${plural(keys, 'exposed key')} (see Exposed keys); the repair does not do that.`] : []),
    ...(fresh.length > 0 ? [`Set what is new in the environment: ${some(fresh, 8)}.`] : []),
    ...needed(input),
    ...(migrations > 0 ? ['Take a backup of the database, and try to restore it once.'] : []),
    ...(input.flows.broken.length > 0
      ? [`Look at the ${plural(input.flows.broken.length, 'flow')} that broke first (see Regression checklist).`]
      : []),
  ]
}

function online(input: HandoverInput, migrations: readonly Migration[]): readonly string[] {
  const { app } = input.after
  const host = hostOf(app)
  const prisma = app.languages.includes('prisma') || migrations.some(one => one.file.includes('prisma/'))
  const supabase =
    app.databases.includes('supabase') || app.services.includes('supabase') || migrations.some(one => one.file.includes('supabase/'))
  const functions = input.facts.deploy.filter(file => file.startsWith('supabase/functions/')).map(file => file.split('/')[2]!)
  const run = prisma ? code('npx prisma migrate deploy') : supabase ? code('supabase db push') : 'the tool that ran the migrations before'
  return [
    ...(migrations.length > 0 ? [`Run the ${plural(migrations.length, 'migration')} with ${run}, on staging first.`] : []),
    host.deploy,
    ...(functions.length > 0
      ? [
          `Edge functions go online by themselves: ${code(`supabase functions deploy ${functions[0]}`)}${functions.length > 1 ? `, and so for ${some(functions.slice(1))}` : ''}.`,
        ]
      : []),
    ...(input.flows.before.length > 0
      ? [
          `Walk the first flows of the checklist by hand: ${some(
            input.flows.before
              .filter(flow => /POST|ACTION/.test(flow.route) && flow.how === undefined)
              .slice(0, 3)
              .map(flow => code(flow.route)),
          )}.`,
        ]
      : []),
    `Read ${host.logs} for a quarter of an hour.`,
  ]
}

function migrationBlocks({ file, up, down, title }: Migration): readonly Block[] {
  return [
    text(`**Migration** ${code(file)}: ${title}.`),
    { kind: 'code', label: 'It runs', text: up },
    down === undefined
      ? absent('No way back was written for it: look at it before it runs.')
      : { kind: 'code', label: 'This takes it back', text: down },
  ]
}
