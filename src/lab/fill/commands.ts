import type { Package, Source } from '#source/source'
import type { Recognised } from '../recognise/recognise.js'

const TOOL = '(?:db|database|data|drizzle|knex|typeorm|sequelize|sqlite|mysql|mongo|mongodb)[:_-]?'
const MAKES = new RegExp(`^(?:${TOOL})(?:create|setup|init)$`, 'i')
const SHAPES = new RegExp(`^(?:${TOOL})?(?:migrate|migrations?|push|sync)(?:[:_-](?:run|up|latest|deploy|dev|db))?$`, 'i')
const SEEDS = new RegExp(
  `^(?:${TOOL})?(?:seed(?:s|er|ing)?|populate|import|fixtures)(?:[:_-](?:db|database|data|dev|all|run|users))?$`,
  'i',
)
/** What needs people, other programs or another machine. */
const NOT_HERE = /\b(?:docker|docker-compose|supabase|vercel|heroku|wrangler|psql|mysql|mongorestore|open|ssh|git)\b|--watch/
const PLAIN_SEED = /(?:^|\/)(?:seed(?:er|s|ing|data|-?db|-?database)?|populate|db-?reset|reset-?db|init-?db)\.[cm]?[jt]s$/i
const ACTS = /\b(?:mongoose\.connect|MongoClient|insertMany|insert\(|bulkCreate|create\(|createTable|sync\()/

/** Commands of the app's own that make its tables where the lab does not read its schema itself: in this order. */
export function schemaCommands(source: Source, { package: own, orm, database }: Recognised): readonly string[] {
  const scripts = [...named(own, MAKES), ...named(own, SHAPES)]
  if (scripts.some(name => SHAPES.test(name))) return scripts.map(run)
  const tool =
    orm === 'drizzle' && database.kind !== 'mongodb'
      ? ['drizzle-kit push --force']
      : orm === 'knex' && has(source, own, /(?:^|\/)migrations\/[^/]+\.[cm]?[jt]s$/)
        ? [knexCommand(source, own, database.kind)]
        : orm === 'sequelize' && has(source, own, /(?:^|\/)migrations\/\d[^/]+\.[cm]?js$/)
          ? ['sequelize-cli db:migrate']
          : []
  return [...scripts.map(run), ...tool]
}

/** Apps that make their client themselves have no file that the tool would read: it is told the way. */
function knexCommand(source: Source, own: Package, kind: Recognised['database']['kind']): string {
  const within = own.folder === '' ? '' : `${own.folder}/`
  const paths = source.files.filter(({ path }) => path.startsWith(within)).map(({ path }) => path.slice(within.length))
  const folder = paths.map(path => /^([\w./-]*migrations)\/[^/]+\.[cm]?[jt]s$/.exec(path)?.[1]).find(one => one !== undefined)
  if (kind !== 'postgres' || folder === undefined || paths.some(path => /(?:^|\/)knexfile\.[cm]?[jt]s$/.test(path)))
    return 'knex migrate:latest'
  return `knex migrate:latest --client pg --connection "$DATABASE_URL" --migrations-directory ${folder}`
}

/** Commands that fill an empty database with what the app cannot do without, likeliest first; the first that works is enough. */
export function seedCommands(source: Source, own: Package): readonly string[] {
  const within = own.folder === '' ? '' : `${own.folder}/`
  const files = source.files
    .filter(file => file.kind === 'code' && file.path.startsWith(within) && PLAIN_SEED.test(file.path) && ACTS.test(file.text()))
    .map(file => file.path.slice(within.length))
    .toSorted((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1))
  return [...named(own, SEEDS).map(run), ...files.slice(0, 2).map(file => (/\.[cm]?ts$/.test(file) ? `tsx ${file}` : `node ${file}`))]
}

const run = (script: string): string => `npm run --silent ${script}`

const named = (own: Package, pattern: RegExp): readonly string[] =>
  Object.keys(own.scripts).filter(name => pattern.test(name) && !NOT_HERE.test(own.scripts[name]!))

const has = (source: Source, own: Package, pattern: RegExp): boolean =>
  source.files.some(file => file.path.startsWith(own.folder) && pattern.test(file.path))
