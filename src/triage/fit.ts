import type { Report } from './finding.js'

/** What git knows of the last weeks. */
export interface History {
  /** Commits of the last two weeks. */
  readonly recent: number
  /** Of these, how many changed the schema. */
  readonly schema: number
  /** Files with routes in them that they changed. */
  readonly routeFiles: readonly string[]
  /** Days since the first commit. */
  readonly days: number
}

/** One question, answered from the code where it can be. */
export interface FitAnswer {
  readonly question: string
  readonly answer: 'yes' | 'no' | 'unknown'
  /** `yes` is good news. */
  readonly says: string
}

/** Whether the app can be hardened now. */
export interface Fit {
  /** `changing`: what is hardened today is rewritten next week. `early`: there is no product to protect yet. */
  readonly verdict: 'ready' | 'changing' | 'early' | 'not-known'
  readonly says: string
  readonly answers: readonly FitAnswer[]
}

/** So many changes of the schema in two weeks, and a repair does not outlive them. */
const RESTLESS_SCHEMA = 5
/** Or so large a share of the files with routes. */
const RESTLESS_ROUTES = 0.4

/** Is there a product, has it settled, can it be put online. */
export function fitOf(report: Report, history: History | undefined, deploys: readonly string[]): Fit {
  const answers = [
    product(report),
    people(report),
    settledSchema(history),
    settledRoutes(report, history),
    deployPath(report, deploys),
    ...readable(report),
  ]
  const [is, , schema, routes] = answers
  if (is!.answer === 'no')
    return {
      verdict: 'early',
      says: 'There is little here yet that could be hurt. Come back when it keeps something for somebody.',
      answers,
    }
  if (schema!.answer === 'no' || routes!.answer === 'no')
    return {
      verdict: 'changing',
      says: 'It changes too fast to be hardened as a whole: repair what is critical today, settle the schema, then do the rest.',
      answers,
    }
  if (schema!.answer === 'unknown')
    return { verdict: 'not-known', says: 'There is a product. Whether it has settled only its history could say.', answers }
  return { verdict: 'ready', says: 'It has settled enough to be hardened.', answers }
}

function product({ routes, tables, app }: Report): FitAnswer {
  const served = routes.filter(route => route.kind !== 'page').length
  const is = served > 0 && (tables.length > 0 || app.services.length > 0)
  return {
    question: 'Is there a product?',
    answer: is ? 'yes' : 'no',
    says: is
      ? `${count(served, 'route')} and ${count(tables.length, 'table')}${app.takesMoney ? ', and it takes money' : ''}.`
      : `${count(served, 'route')} and ${count(tables.length, 'table')}: it keeps and does too little to be attacked for.`,
  }
}

function people({ routes, tables }: Report): FitAnswer {
  const owned = tables.filter(table => table.owner !== undefined).length
  const signedIn = routes.filter(route => ['session', 'owner', 'role'].includes(route.auth)).length
  return {
    question: 'Does it keep things for people who sign in?',
    answer: owned + signedIn > 0 ? 'yes' : 'no',
    says:
      owned + signedIn > 0
        ? `${signedIn} of ${count(routes.length, 'route')} ask who is signed in, and the rows of ${count(owned, 'table')} belong to somebody.`
        : 'No route asks who is signed in, and no row belongs to anybody.',
  }
}

function settledSchema(history: History | undefined): FitAnswer {
  const question = 'Has the database settled?'
  if (!history) return { question, answer: 'unknown', says: 'The folder is in no git repository.' }
  if (history.days < 7)
    return {
      question,
      answer: 'unknown',
      says: `Its history is ${count(history.days, 'day')} long, too short to tell.`,
    }
  return {
    question,
    answer: history.schema >= RESTLESS_SCHEMA ? 'no' : 'yes',
    says: `${history.schema} of ${count(history.recent, 'commit')} of the last two weeks changed the schema; ${RESTLESS_SCHEMA} would be too many.`,
  }
}

function settledRoutes({ routes }: Report, history: History | undefined): FitAnswer {
  const question = 'Have the routes settled?'
  if (!history || history.days < 7) return { question, answer: 'unknown', says: settledSchema(history).says }
  const files = new Set(routes.map(route => route.at.file))
  const moved = history.routeFiles.filter(file => files.has(file)).length
  const share = files.size === 0 ? 0 : moved / files.size
  return {
    question,
    answer: share >= RESTLESS_ROUTES && history.recent >= RESTLESS_SCHEMA ? 'no' : 'yes',
    says: `${moved} of ${files.size} files with routes changed in the last two weeks (${Math.round(share * 100)} %; ${RESTLESS_ROUTES * 100} % would be too many).`,
  }
}

function deployPath({ app }: Report, deploys: readonly string[]): FitAnswer {
  return {
    question: 'Is there a way to put it online, and back?',
    answer: app.host !== undefined || deploys.length > 0 ? 'yes' : 'unknown',
    says:
      app.host !== undefined
        ? `It is set up for ${app.host}${deploys[0] === undefined ? '' : ` (\`${deploys[0]}\`)`}.`
        : deploys.length > 0
          ? `\`${deploys[0]}\` says how.`
          : 'No file says where it runs.',
  }
}

function readable({ routes, gaps }: Report): readonly FitAnswer[] {
  const unknown = routes.filter(route => route.auth === 'unknown').length
  return [
    {
      question: 'Can it be read?',
      answer: unknown * 4 <= routes.length ? 'yes' : 'no',
      says: `Of ${count(routes.length, 'route')} the guard of ${unknown} could not be read; ${count(gaps.length, 'place')} of the code could not be followed.`,
    },
  ]
}

/** `1 route`, `2 routes`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
