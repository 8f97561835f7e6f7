import { expect, test } from 'vitest'
import { daysToCome } from './days.js'

test.each([
  ['2026-11-22', '2027-01-05T10:00:00.000Z', '2027-01-08T10:00:00.000Z'],
  ['2026-11-01', '2027-01-05T10:00:00.000Z', '2027-01-08T10:00:00.000Z'],
  ['2026-12-31', '2027-02-02T10:00:00.000Z', '2027-02-05T10:00:00.000Z'],
  ['2027-01-31', '2027-03-02T10:00:00.000Z', '2027-03-05T10:00:00.000Z'],
])('on %s they are yet to come', (today, begins, ends) => expect(daysToCome(new Date(today))).toEqual({ begins, ends }))
