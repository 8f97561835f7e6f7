import { isUnasked } from '#model/read/flow'
import { defineCheck, type Problem } from '#checks/check'
import type { Bucket } from '#database/catalogue'
import type { BrowserUnit, Effect, Route, SendEffect, Setup } from '#model/app-model'
import { entryOf } from '#model/read/entry'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { believed } from './believed-upload.js'
import { originsOf, type OriginTerm, type Term } from '#model/term'

const ASKED = /^(?:type|mimetype|mime|size|name|originalname|extension)$/

export default defineCheck({
  id: 'input/unrestricted-upload',
  title: 'Files of any kind and size are taken',
  why: 'Anyone can store a page with a script under your address, or fill your disk and your bill.',
  severity: 'medium',
  refs: ['CWE-434', 'OWASP-A04:2021'],
  needs: ['routes', 'browser', 'buckets', 'setups', 'source'],
  *find({ routes, browser, buckets, setups, source }) {
    const limitless = setups.filter(setup => setup.what === 'upload' && isLimitless(setup))
    const isFiltered = filters(setups)
    const isSized = sizes(setups)
    let stored = false
    for (const route of routes) {
      if (route.unreached) continue
      yield* drawings(route)
      const effect = route.effects.find(
        one => !one.guards.some(isStaffGuard) && takes(one, route.effects, isFiltered) && !limits(one, buckets),
      )
      if (!effect) continue
      stored ||= effect.kind === 'file'
      const name = nameOf(route)
      yield {
        at: entryOf(route, effect),
        certainty: 'certain',
        severity: effect.kind === 'file' ? 'high' : 'medium',
        message: `\`${name}\` stores a file without asking for its type${isSized ? '' : ' or size'}.`,
        help: `Accept only the types that are meant${isSized ? '' : ', up to a size'}, and give the file a name of your own.`,
        key: name,
        route: name,
        trail: trailTo(route, [effect], 'stored'),
      }
    }
    // The only one there is has been told of at the route that stores what it takes.
    if (!stored || limitless.length > 1) yield* limitless.map(whole)
    yield* setups.filter(setup => isFilteredOnly(setup)).map(sizeless)
    yield* believed(setups, source)
    for (const unit of browser) yield* inBrowser(unit, buckets)
  },
})

const ACTIVE = /(?:^|[./])(?:svg(?:\+xml)?|x?html?)$/i

/** A list of what is let in names files that browsers run as pages, and they are kept where the app serves them from. */
function* drawings(route: Route): Iterable<Problem> {
  const effect = route.effects.find(one => one.kind === 'file' && one.does === 'write' && fileIn(one.path)?.from === 'files')
  const listed = effect?.when.find(({ term, truthy }) => truthy && letsIn(term) !== undefined)
  if (!effect || !listed) return
  yield {
    at: listed.at,
    certainty: 'likely',
    severity: 'medium',
    message: `\`${nameOf(route)}\` takes \`${letsIn(listed.term)}\` files, which may hold scripts, and stores them on the server.`,
    help: 'Take the format off the list, or serve uploads from another domain and as downloads.',
    key: `${nameOf(route)} active`,
    route: nameOf(route),
    trail: trailTo(route, [effect], 'stored'),
  }
}

/** `['.png', '.svg'].includes(extension)` */
function letsIn(term: Term): string | undefined {
  if (term.kind !== 'computed' || term.how !== 'call includes' || !originsOf(term).some(one => one.from === 'files')) return undefined
  const [list] = term.of
  const found = list?.kind === 'list' ? list.items.find(item => item.kind === 'literal' && ACTIVE.test(String(item.value))) : undefined
  return found?.kind === 'literal' ? String(found.value) : undefined
}

/** The bucket decides in the end; what the browser asks is only asked of honest people. */
function* inBrowser(unit: BrowserUnit, buckets: readonly Bucket[]): Iterable<Problem> {
  for (const effect of unit.effects) {
    if (!isUpload(effect) || isAsked(effect, [effect])) continue
    const bucket = bucketOf(effect, buckets)
    if (!bucket || limits(effect, buckets)) continue
    yield {
      at: effect.at,
      certainty: 'likely',
      severity: 'medium',
      message: `\`${unit.name}\` uploads to the bucket \`${bucket.name}\`, and neither asks for type or size.`,
      help: 'Set `file_size_limit` and `allowed_mime_types` of the bucket, and check both before the upload.',
      key: `${unit.name} ${bucket.name}`,
      trail: [{ at: bucket.at, label: 'the bucket' }],
    }
  }
}

const isUpload = (effect: Effect): effect is SendEffect =>
  effect.kind === 'send' && effect.service === 'storage' && /^(?:upload|update|put|save|putObject|uploadFile)\b/i.test(effect.operation)
const bucketOf = (effect: SendEffect, buckets: readonly Bucket[]): Bucket | undefined =>
  buckets.find(bucket => bucket.name === effect.operation.split(' ')[1])

function limits(effect: Effect, buckets: readonly Bucket[]): boolean {
  const bucket = effect.kind === 'send' ? bucketOf(effect, buckets) : undefined
  return bucket?.limited === true
}

/** Whether an effect stores a file of the request, and nothing asked what it is. */
function takes(effect: Effect, all: readonly Effect[], isFiltered: boolean): boolean {
  const file = effect.kind === 'file' && effect.does === 'write' ? fileIn(effect.path) : isUpload(effect) ? fileIn(effect.input) : undefined
  return file !== undefined && !(file.from === 'files' && isFiltered) && !isAsked(effect, all)
}

/** Every file comes through Multer or its kin, which asks what it is and how large. */
function filters(setups: readonly Setup[]): boolean {
  const uploads = setups.filter(setup => setup.what === 'upload').map(setup => JSON.stringify(setup.options))
  return uploads.length > 0 && uploads.every(options => /"(?:fileFilter|filter)"/.test(options) && /"(?:limits|maxFileSize)"/.test(options))
}

/** Every one of them ends what grows too large. */
function sizes(setups: readonly Setup[]): boolean {
  const uploads = setups.filter(setup => setup.what === 'upload').map(setup => JSON.stringify(setup.options))
  return uploads.length > 0 && uploads.every(options => /"(?:fileSize|maxFileSize)"/.test(options))
}

/** A file in a form, by what is asked of it: its name, its type, its bytes. */
function fileIn(term: Term): OriginTerm | undefined {
  return [...originsOf(term)].find(
    one =>
      (one.from === 'files' || one.from === 'body') &&
      (one.from === 'files' ||
        /^(?:name|type|originalname|file|image|photo|avatar|upload|document|attachment|picture)s?$/i.test(one.path.at(-1) ?? '')),
  )
}

/** `name` of a form is no file's name. */
const isOtherField = (one: OriginTerm, file: OriginTerm): boolean => one.from === 'body' && one.path.length === 1 && file.path.length > 1

function isAsked(effect: Effect, all: readonly Effect[]): boolean {
  const conditions = [effect, ...all].flatMap(one => one.when)
  const term = effect.kind === 'file' ? effect.path : effect.kind === 'send' ? effect.input : undefined
  const file = term && fileIn(term)
  if (
    conditions.some(condition =>
      [...originsOf(condition.term)].some(
        one =>
          (one.from === 'body' || one.from === 'files' || one.from === 'client') &&
          ASKED.test(one.path.at(-1) ?? '') &&
          !(file && isOtherField(one, file)),
      ),
    )
  )
    return true
  return term !== undefined && [...originsOf(term)].some(one => ASKED.test(one.path.at(-1) ?? '') && !isUnasked(one))
}

/** Multer and its kin with neither a limit nor a filter. */
function isLimitless(setup: Setup): boolean {
  if (!/multer|express-fileupload|formidable|multipart/.test(setup.library)) return false
  return !/"(?:limits|fileFilter|maxFileSize|filter|maxFieldsSize|limit)"/.test(JSON.stringify(setup.options))
}

const isMulter = (setup: Setup): boolean => setup.what === 'upload' && setup.library === 'multer'

/** What it is is asked, and how large it is not. */
function isFilteredOnly(setup: Setup): boolean {
  const options = JSON.stringify(setup.options)
  return isMulter(setup) && /"fileFilter"/.test(options) && !/"limits"/.test(options)
}

const sizeless = (setup: Setup): Problem => ({
  ...whole(setup),
  message: `\`${setup.library}\` takes files of any size.`,
  help: 'Set `limits.fileSize`.',
  key: `setup ${setup.at.file} size`,
})

const whole = (setup: Setup): Problem => ({
  at: setup.at,
  certainty: 'certain',
  severity: 'medium',
  message: `\`${setup.library}\` takes files of any type and size.`,
  help: 'Set `limits.fileSize`, and accept only the types that are meant.',
  key: `setup ${setup.library}`,
})
