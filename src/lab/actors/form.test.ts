import { expect, test } from 'vitest'
import { passwordForm } from './form.js'

test('a form is sent as a browser does when nobody ticks more than they must', () => {
  const form = passwordForm(`
<form action="/search"><input name="q"></form>
<form method="post">
  <input type="hidden" name="_csrf" value="t0ken">
  <input type="email" name="email"><input type="password" name="password">
  <input type="checkbox" name="withoutPassword">
  <input type="checkbox" name="newsletter" checked value="yes">
  <input type="checkbox" name="adult" required>
  <input type="checkbox" name="acceptTerms">
  <input type="submit" name="go" value="Go">
</form>`)
  expect(Object.fromEntries(form!)).toEqual({ _csrf: 't0ken', email: '', password: '', newsletter: 'yes', adult: 'on', acceptTerms: 'on' })
})
