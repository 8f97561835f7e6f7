import { expect, test } from 'vitest'
import type { LabAnswer, LabRequest } from '#lab/lab'
import { receptionOf, saidIn } from './answer.js'
import { carried } from './belongings.js'
import { differing, isLog, isVisit, settledRow, tellingChanges } from './change.js'

const request = (body: unknown, path = '/api/orders/1'): LabRequest => ({ actor: 'b', method: 'PUT', path, body })
const answer = (status: number, json: unknown, text = JSON.stringify(json), type = 'application/json'): LabAnswer => ({
  status,
  json,
  text,
  headers: { 'content-type': type },
  milliseconds: 1,
  step: { kind: 'request', actor: 'b', method: 'GET', path: '/', status, answer: text },
})

test('times and counters change by themselves; text, and numbers that were sent, do not', () => {
  const before = { id: 1, status: 'open', views: 4, updated_at: 'a', balance: 100, note: 'x' }
  expect(tellingChanges(before, { ...before, views: 5, updated_at: 'b', balance: 150 }, request({ amount: 50 }))).toEqual([])
  expect(tellingChanges(before, { ...before, balance: 50 }, request({ balance: 50 }))).toEqual(['balance'])
  expect(tellingChanges(before, { ...before, status: 'cancelled' }, request({}))).toEqual(['status'])
  // A document that never had the field.
  expect(tellingChanges(before, { ...before, approval: 'approved' }, request({}))).toEqual(['approval'])
  expect(settledRow({ id: 1, updated_at: 'a' })).toBe(settledRow({ id: 1, updated_at: 'b' }))
})

test('what differs is written as it is kept: lists, objects and days too', () => {
  const before = { id: 1, limits: { most: 4 }, tags: [], at: new Date('2026-01-02T03:04:05Z'), passwordHash: 'x' }
  const after = { id: 1, limits: { most: 9 }, tags: ['new'], at: new Date('2026-02-02T03:04:05Z'), passwordHash: 'y' }
  expect(differing(before, after)).toBe('limits = {"most":4}, tags = [], at = 2026-01-02T03:04:05.000Z, passwordHash = …')
  expect(differing(after, before)).toContain('tags = ["new"]')
})

test('that a page was looked at once more is no change that somebody made', () => {
  const before = { id: 1, title: 'x', post_views: 4, viewCount: null, stock: 3, seen_at: 'a' }
  expect(isVisit(before, { ...before, post_views: 5, seen_at: 'b' })).toBe(true)
  expect(isVisit(before, { ...before, viewCount: 1 })).toBe(true)
  expect(isVisit(before, { ...before, post_views: 900 })).toBe(false)
  expect(isVisit(before, { ...before, post_views: 5, title: 'y' })).toBe(false)
  expect(isVisit(before, { ...before, stock: 4 })).toBe(false)
  expect(isVisit(before, before)).toBe(false)
})

test('tables that note what happens', () => {
  expect(['audit_log', 'AuditLog', 'webhook_events', 'page_views', 'sessions'].map(isLog)).toEqual([true, true, true, true, true])
  expect(['reviews', 'orders', 'blog_posts', 'catalogs', 'interviews'].map(isLog)).toEqual([false, false, false, false, false])
})

test.each([
  [answer(200, { error: 'Forbidden' }), 'refused'],
  [answer(200, { success: false }), 'refused'],
  [answer(200, undefined, 'Unauthorized', 'text/plain'), 'refused'],
  [answer(200, undefined, '<form><input name="p" type="password"></form>', 'text/html'), 'refused'],
  [answer(200, { id: 1, error: null, errors: [] }), 'taken'],
  [answer(201, [{ id: 1 }]), 'taken'],
  [answer(302, undefined, ''), 'moved'],
  [answer(404, {}), 'refused'],
  [answer(429, {}), 'limited'],
  [answer(503, {}), 'broken'],
  [answer(0, undefined, ''), 'silent'],
])('an answer is read for what it says: %#', (given, reception) => {
  expect(receptionOf(given)).toBe(reception)
})

test('what stands in the answer to whom it is for is no refusal', () => {
  const partial = answer(200, { data: [1], errors: ['one source is late'] })
  expect(receptionOf(answer(200, { data: [2], errors: ['one source is late'] }), partial)).toBe('taken')
})

test('what the request said itself is not carried', () => {
  const marks = [{ table: 'orders', column: 'address', text: '12 Long Street', personal: true, intimate: true }]
  expect(carried('{"address":"12 Long Street"}', marks, request({ address: '12 Long Street' }))).toEqual([])
  expect(carried('12 Long Street', marks, request({}, '/api/find?q=12%20Long+Street'))).toEqual([])
  expect(carried('{"address":"12 Long Street"}', marks, request({}))).toEqual(marks)
  expect(saidIn(request({}, '/%E0%A4%A'))).toContain('/%E0%A4%A')
})
