/** What runs in the page: filters, deep links, copying, keys. Nothing of it is needed to read. */
export const SCRIPT = String.raw`'use strict'
document.documentElement.classList.add('scripted')
const all = (selector, root = document) => [...root.querySelectorAll(selector)]
const byId = id => document.getElementById(id)
const items = all('.findings > .item')
const search = byId('search'), area = byId('area'), closed = byId('closed'), shown = byId('shown'), empty = document.querySelector('.empty')
const chips = all('.toolbar .chip')
const texts = new Map(items.map(item => [item, item.querySelector('details').textContent.toLowerCase()]))

function filter() {
  const words = (search?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const severities = chips.filter(chip => chip.getAttribute('aria-pressed') === 'true').map(chip => chip.dataset.severity)
  let count = 0
  for (const item of items) {
    const fits = (severities.length === 0 || severities.includes(item.dataset.severity)) && (!area?.value || item.dataset.area === area.value) &&
      (item.dataset.closed === 'false' || closed?.checked) && words.every(word => texts.get(item).includes(word))
    item.hidden = !fits
    if (fits) count++
  }
  if (shown) shown.textContent = count === items.length ? count + ' shown' : count + ' of ' + items.length + ' shown'
  if (empty) empty.hidden = count > 0
}

function clear() {
  if (search) search.value = ''
  if (area) area.value = ''
  for (const chip of chips) chip.setAttribute('aria-pressed', 'false')
  filter()
}

function openLinked() {
  let id
  try { id = decodeURIComponent(location.hash.slice(1)) } catch { return }
  const target = id ? byId(id) : null
  if (!target?.matches('details.finding')) return
  if (target.closest('.item').hidden) {
    if (closed && target.closest('.item').dataset.closed === 'true') closed.checked = true
    clear()
  }
  target.open = true
  target.scrollIntoView({ block: 'start' })
  target.querySelector('summary').focus({ preventScroll: true })
}

for (const prompt of all('.prompt pre')) prompt.textContent += '\n\n' + byId('prompt-rules').textContent

async function copy(button) {
  const source = byId(button.dataset.copy)
  const before = button.textContent
  try {
    await navigator.clipboard.writeText(source.textContent)
  } catch {
    source.closest('details').open = true
    getSelection().selectAllChildren(source)
    document.execCommand('copy')
  }
  button.textContent = 'Copied'
  setTimeout(() => { button.textContent = before }, 1600)
}

function step(by) {
  const visible = items.filter(item => !item.hidden)
  if (visible.length === 0) return
  const now = visible.findIndex(item => item.contains(document.activeElement))
  const next = visible[Math.max(0, Math.min(visible.length - 1, now < 0 ? (by > 0 ? 0 : visible.length - 1) : now + by))]
  next.querySelector('summary').focus()
  next.scrollIntoView({ block: 'nearest' })
}

for (const chip of chips) chip.addEventListener('click', () => { chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true')); filter() })
search?.addEventListener('input', filter)
area?.addEventListener('change', filter)
closed?.addEventListener('change', filter)
for (const link of all('[data-severity-link]')) link.addEventListener('click', () => {
  clear()
  for (const chip of chips) if (chip.dataset.severity === link.dataset.severityLink) chip.setAttribute('aria-pressed', 'true')
  filter()
})

const routes = document.querySelector('table.routes')
if (routes) {
  const rows = all('tbody tr', routes), fold = Number(routes.dataset.fold), buttons = all('#access .chip')
  let auth = 'all', unfolded = false
  const more = document.createElement('button')
  more.type = 'button'
  more.className = 'button quiet'
  const draw = () => {
    const fitting = rows.filter(row => auth === 'all' || row.dataset.auth === auth)
    for (const row of rows) row.hidden = !fitting.includes(row) || (!unfolded && fitting.indexOf(row) >= fold)
    more.hidden = unfolded || fitting.length <= fold
    more.textContent = 'Show all ' + fitting.length + ' routes'
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.auth === auth))
  }
  for (const button of buttons) button.addEventListener('click', () => { auth = button.dataset.auth; draw() })
  more.addEventListener('click', () => { unfolded = true; draw() })
  routes.closest('.scroll').after(more)
  draw()
  addEventListener('beforeprint', () => { auth = 'all'; unfolded = true; draw() })
}

document.addEventListener('click', event => {
  const target = event.target.closest('[data-copy], [data-open], [data-clear]')
  if (!target) return
  if (target.dataset.copy) copy(target)
  if (target.dataset.open) byId(target.dataset.open).showModal()
  if ('clear' in target.dataset) clear()
})

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const typing = event.target.matches('input, select, textarea')
  if (event.key === 'Escape' && event.target === search) { clear(); search.blur(); return }
  if (typing || document.querySelector('dialog[open]')) return
  if (event.key === '/' && search) { event.preventDefault(); search.focus(); search.select() }
  else if (event.key === 'j') step(1)
  else if (event.key === 'k') step(-1)
  else if (event.key === 'c') { const button = document.activeElement?.closest('.item')?.querySelector('[data-copy]'); if (button) copy(button) }
  else if (event.key === '?') byId('keys').showModal()
})

const contents = new Map(all('.contents li a').map(link => [link.getAttribute('href').slice(1), link]))
const watch = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) if (isIntersecting) {
    for (const link of contents.values()) link.removeAttribute('aria-current')
    contents.get(target.id)?.setAttribute('aria-current', 'true')
  }
}, { rootMargin: '-20% 0px -70% 0px' })
for (const id of contents.keys()) if (byId(id)) watch.observe(byId(id))

let opened = []
addEventListener('beforeprint', () => { opened = all('.item:not([hidden]) > details:not([open])'); for (const each of opened) each.open = true })
addEventListener('afterprint', () => { for (const each of opened) each.open = false })
addEventListener('hashchange', openLinked)
filter()
openLinked()
`
