import type { Actor } from '#base/evidence'
import type { Person } from '#database/rows/planted'
import type { AppModel, Route } from '#model/app-model'
import type { Source } from '#source/source'
import type { Credentials, Lab, LabAnswer } from '../lab.js'
import { rowsIn } from '../request/rows-in.js'
import { readSchemas } from '../request/schemas.js'
import type { Shaping } from '../request/shape.js'
import { PASSWORD } from '../request/value.js'
import { adminWords, calling, knownPeople, plantOwn, promotion, sellerWords } from '../store/plant.js'
import { keyOf, type RowStore } from '../store/store.js'
import { enterAuthJs } from './auth-js.js'
import { adoptPassword } from './adopt.js'
import { presentations, tokensIn } from './capture.js'
import { type Closed, closed, proved } from './closed.js'
import { enterFirebase, firebaseId } from './firebase.js'
import { enterByRedirect } from './by-redirect.js'
import { entrances } from './entrances.js'
import { mint } from './mint.js'
import { opened, openWords } from './opened.js'
import { plantPayments } from './plant.js'
import { enterProject, hasProject } from './project.js'
import { enterProvider } from './provider.js'
import { lendSeeded } from './seeded.js'
import { type Asked, isForBrowsers, manners, register } from './register.js'
import { bySessionRow } from './session-row.js'
import { type Knocks, recordKnocks } from './why.js'
import { stillNames, type Witness, witnessOf } from './witness.js'

/** How an actor came in. */
export interface SignedIn {
  readonly actor: Actor
  readonly outcome: 'signed-in' | 'failed'
  /** `POST /api/auth/login`, `a token of Supabase`, `a token signed with JWT_SECRET`. */
  readonly by: string
  /** For `failed`: one sentence, which door said what. */
  readonly why?: string
}

const PEOPLE: readonly Actor[] = ['a', 'b', 'seller', 'admin']

/**
 * Signs two customers, a seller and an admin in: through the app's own doors where it has them, else with tokens such as the app's
 * auth library makes. Leaves the credentials in the lab and the lab's state settled.
 */
export async function signIn(lab: Lab, model: AppModel, source: Source, seed: string): Promise<readonly SignedIn[]> {
  const doors = entrances(model)
  const planted = lab.planted?.people ?? []
  const shaping: Shaping = {
    model,
    seed,
    actions: lab.actions,
    setting: lab.env,
    schemas: { book: readSchemas(source), source },
    rows: rowsIn(lab, model),
  }
  let door: Door = {
    lab,
    shaping,
    checks: await closed(lab, doors.guarded, shaping),
    signIn: doors.signIn,
    signUp: doors.signUp,
    headers: headersRead(model),
    words: openWords(source),
    knocks: recordKnocks(),
    source,
  }
  const adopted = planted.length > 0 && lab.database ? await adoptBySigningUp(door, planted) : false
  const byProvider = async (actor: Actor, email: string, person: Person | undefined): Promise<string | undefined> => {
    const visitor = person ?? { actor, id: `user_lab_${actor}`, email, role: undefined }
    const prove = (credentials: Credentials): Promise<boolean> => proved(door, actor, credentials)
    const firebase = await enterFirebase(lab, model, visitor, prove)
    if (firebase !== undefined) await joinAs(door, actor, email)
    return firebase ?? (await enterProvider(lab, model, visitor, prove)) ?? enterByRedirect(lab, model, visitor, prove)
  }
  const comeIn = async (actor: Actor): Promise<SignedIn> => {
    const person = planted.find(one => one.actor === actor)
    const email = emailIn(planted, actor, seed)
    const by =
      (adopted && (await enter(door, actor, email))) ||
      (person && (await mint(lab, model, person, credentials => proved(door, actor, credentials)))) ||
      (person && (await bySessionRow(lab, person, credentials => proved(door, actor, credentials)))) ||
      (hasProject(model) && (await enterProject(lab, model, actor, person, email))) ||
      (!adopted && (await arrive(door, actor, email))) ||
      (await byProvider(actor, email, person))
    return outcomeOf(door, actor, by || undefined)
  }
  let results: readonly SignedIn[] = await inTurn(PEOPLE, comeIn)
  if (lab.store && results.every(one => one.outcome === 'failed')) {
    const emails = new Map(PEOPLE.map(actor => [actor, addressOf(actor, seed)] as const))
    const isRight = async (email: string, password: string): Promise<boolean> =>
      (await enter({ ...door, password }, 'system', email)) !== undefined
    const password = await lendSeeded(lab.store, source, emails, isRight)
    lab.credentials.delete('system')
    if (password !== undefined) {
      door = { ...door, password }
      results = await inTurn(PEOPLE, async actor => outcomeOf(door, actor, await enter(door, actor, addressOf(actor, seed))))
    }
  }
  if (lab.store && !lab.planted) await settleIn(door, results, lab.store, source)
  const rows = rowsIn(lab, model)
  if (rows) await plantPayments(lab, model, rows, seed)
  const witnesses = new Map<Actor, Witness>()
  lab.onRestart(() => comeBack(door, results, planted, witnesses))
  await lab.settle()
  for (const [actor, witness] of await witnessesOf(door, results, planted)) witnesses.set(actor, witness)
  return results
}

/** Where accounts are made by the app alone: gives the admin and the seller the rights of one, and everybody something of their own. */
async function settleIn(door: Door, results: readonly SignedIn[], store: RowStore, source: Source): Promise<void> {
  const emails = new Map(
    results.filter(one => one.outcome === 'signed-in').map(({ actor }) => [actor, addressOf(actor, door.shaping.seed)] as const),
  )
  const known = await knownPeople(store, emails)
  if (!known) return
  const selling = sellerWords(door.shaping.model.tables.find(({ name }) => name === known.table))
  for (const { actor, email, row } of known.people) {
    const rights = actor === 'admin' ? promotion(row, adminWords(source)) : actor === 'seller' ? calling(row, selling) : undefined
    if (!rights) continue
    await store.update(known.table, keyOf(undefined, row), rights)
    // A token may hold what the account was when it was made.
    const before = door.lab.credentials.get(actor)
    if (!(await enter(door, actor, email)) && before) door.lab.credentials.set(actor, before)
  }
  door.lab.plant(await plantOwn(store, (await knownPeople(store, emails)) ?? known, door.shaping.model.tables))
}

/** Pages and answers in which the app says who somebody is. */
async function witnessesOf(door: Door, results: readonly SignedIn[], planted: readonly Person[]): Promise<ReadonlyMap<Actor, Witness>> {
  const emailOf = (actor: Actor): string => emailIn(planted, actor, door.shaping.seed)
  const present = results.filter(one => one.outcome === 'signed-in').map(one => one.actor)
  const found = new Map<Actor, Witness>()
  for (const actor of present) {
    const others = present.filter(one => one !== actor).map(emailOf)
    const requests = door.checks.map(({ request }) => request)
    const witness = await witnessOf(door.lab, actor, requests, emailOf(actor), others)
    if (witness) found.set(actor, witness)
  }
  return found
}

/** An app that keeps sessions in memory may have forgotten somebody, or take one for another: who is not known any more signs in again. */
async function comeBack(
  door: Door,
  results: readonly SignedIn[],
  planted: readonly Person[],
  witnesses: ReadonlyMap<Actor, Witness>,
): Promise<void> {
  for (const { actor, outcome } of results) {
    const kept = door.lab.credentials.get(actor)
    if (outcome === 'failed' || !kept) continue
    const witness = witnesses.get(actor)
    if (witness ? await stillNames(door.lab, witness) : await proved(door, actor, kept)) continue
    const email = emailIn(planted, actor, door.shaping.seed)
    if (!(await enter(door, actor, email))) door.lab.credentials.set(actor, kept)
  }
}

interface Door extends Asked {
  readonly checks: Closed
  readonly signIn: readonly Route[]
  readonly signUp: readonly Route[]
  readonly headers: readonly string[]
  /** What the app calls an account that is open. */
  readonly words: readonly string[]
  readonly knocks: Knocks
  readonly source: Source
}

const addressOf = (actor: Actor, seed: string): string => `${actor}.${seed}@example.com`

/** Of the account that was planted for the actor, else of the one that the actor makes. */
const emailIn = (planted: readonly Person[], actor: Actor, seed: string): string =>
  planted.find(one => one.actor === actor)?.email ?? addressOf(actor, seed)

async function inTurn<Out>(actors: readonly Actor[], work: (actor: Actor) => Promise<Out>): Promise<readonly Out[]> {
  const done: Out[] = []
  for (const actor of actors) done.push(await work(actor))
  return done
}

function outcomeOf({ signIn: [first], signUp, knocks }: Door, actor: Actor, by: string | undefined): SignedIn {
  if (by) return { actor, outcome: 'signed-in', by }
  // One account is made for everybody that is planted: what was said to it holds for all.
  const why = knocks.why(actor) ?? knocks.why('system') ?? (signUp.length === 0 ? NO_DOOR : undefined)
  return { actor, outcome: 'failed', by: first ? label(first) : 'no door was found', ...(why !== undefined && { why }) }
}

const NO_DOOR = 'No route was found by which people sign up.'

const label = (route: Route): string => `${route.method} ${route.path}`

/** Makes one account by the app's own sign-up and lends its password to the planted people. */
async function adoptBySigningUp(door: Door, people: readonly Person[]): Promise<boolean> {
  const email = `newcomer.${door.shaping.seed}@example.com`
  for (const route of door.signUp)
    for (const asPage of await manners(door, route)) {
      const answer = await register(door, route, 'system', email, asPage)
      door.knocks.note('system', { door: label(route), kind: 'sign-up', answer })
      // What fails after the account was made (a letter that cannot be sent) has made it.
      if ((answer.status < 400 || answer.status >= 500) && (await adoptPassword(door.lab.database!, people, email, door.words))) return true
      if (!asPage && !isForBrowsers(answer)) break
    }
  return false
}

/** Whoever a provider vouches for may have to become known to the app as well, by its own sign-up. */
async function joinAs(door: Door, actor: Actor, email: string): Promise<void> {
  for (const route of door.signUp) {
    const { status } = await register({ ...door, subject: firebaseId(actor) }, route, actor, email)
    if (status > 0 && status < 400) return
  }
}

/** Signs in with an existing account. Says by which door. */
async function enter(door: Door, actor: Actor, email: string): Promise<string | undefined> {
  for (const route of door.signIn)
    for (const asPage of await manners(door, route)) {
      door.lab.credentials.set(actor, { cookies: new Map(), headers: {} })
      const answer = await register(door, route, actor, email, asPage)
      door.knocks.note(actor, { door: label(route), kind: 'sign-in', answer })
      if (answer.status > 0 && answer.status < 400 && (await takeCredentials(door, actor, answer))) return label(route)
      if (!asPage && !isForBrowsers(answer)) break
    }
  door.lab.credentials.delete(actor)
  return enterAuthJs(door.lab, door.shaping.model, door.source, actor, {
    email,
    password: door.password ?? PASSWORD,
    prove: credentials => proved(door, actor, credentials, true),
    note: (name, answer) => door.knocks.note(actor, { door: name, kind: 'sign-in', answer }),
  })
}

/** Signs up, and in where signing up was not enough. */
async function arrive(door: Door, actor: Actor, email: string): Promise<string | undefined> {
  for (const route of door.signUp)
    for (const asPage of await manners(door, route)) {
      door.lab.credentials.set(actor, { cookies: new Map(), headers: {} })
      const answer = await register(door, route, actor, email, asPage)
      door.knocks.note(actor, { door: label(route), kind: 'sign-up', answer })
      if (answer.status > 0 && answer.status < 400 && (await takeCredentials(door, actor, answer))) return label(route)
      const made = answer.status > 0 && (answer.status < 500 || (await isThere(door, actor, email)))
      const by =
        made && ((await enter(door, actor, email)) ?? ((await open(door, actor, email)) ? await enter(door, actor, email) : undefined))
      if (by) return by
      if (!asPage && !isForBrowsers(answer)) break
    }
  return undefined
}

const isThere = async ({ lab }: Door, actor: Actor, email: string): Promise<boolean> =>
  lab.store !== undefined && (await knownPeople(lab.store, new Map([[actor, email]]))) !== undefined

/** Opens the account that was made, where it waits for somebody. Whether anything was to be done. */
async function open({ lab, words }: Door, actor: Actor, email: string): Promise<boolean> {
  const known = lab.store && (await knownPeople(lab.store, new Map([[actor, email]])))
  const [person] = known?.people ?? []
  const changes = person ? opened(person.row, words) : {}
  if (!known || !person || Object.keys(changes).length === 0) return false
  await lab.store!.update(known.table, keyOf(undefined, person.row), changes)
  return true
}

async function takeCredentials(door: Door, actor: Actor, answer: LabAnswer): Promise<boolean> {
  const cookies = door.lab.credentials.get(actor)?.cookies ?? new Map<string, string>()
  if (cookies.size > 0 && (await proved(door, actor, { cookies, headers: {} }, true))) return true
  for (const token of tokensIn(answer))
    for (const headers of presentations(token, door.headers)) if (await proved(door, actor, { cookies, headers })) return true
  return false
}

/** Headers from which the app reads who is calling. */
function headersRead(model: AppModel): readonly string[] {
  const names = model.routes.flatMap(route => route.inputs.filter(input => input.from === 'headers').map(input => input.path[0] ?? ''))
  return [...new Set(names.filter(name => /token|auth|api-?key|session/i.test(name)))].toSorted()
}
