import { expectNoSecret } from '@kaiwu/testkit'
import { expect } from 'vitest'
import { systemActor } from './people-event.ts'
import { secretHash } from './secret-token.ts'
import { allRows, codeOf, goodPassword, somebody, tokenOf, type PeopleCases } from './test-people-base.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const at = { address: '10.0.0.7' }

/** Passwords, sessions and keys, as their owners meet them. */
export const signInCases: PeopleCases = {
  async 'signs in with the password, however the login is written, and out again'({ people, events }) {
    const clerk = await somebody(people, 'clerk', ['clerk'])
    const signed = await people.signIn({ login: ' ＣＬＥＲＫ', password: `${goodPassword} clerk`, ...at })
    if ('refused' in signed) throw new Error(signed.refused)
    expect(signed.person).toMatchObject({ id: clerk.id, name: clerk.name })
    expect(await people.subjectOf({ token: signed.token })).toMatchObject({
      kind: 'person',
      personId: clerk.id,
      roles: ['clerk'],
    })
    expect(await people.signOut(signed.token)).toBe(true)
    expect(await people.subjectOf({ token: signed.token })).toEqual({ refused: 'unknown' })
    expect(await people.signOut(signed.token)).toBe(false)
    expect((await events()).slice(1).map(({ action, result, actor }) => [action, result, actor.id])).toEqual([
      ['sign-in', 'done', clerk.id],
      ['sign-out', 'done', clerk.id],
    ])
  },

  async 'takes a password however the keyboard composed it'({ people }) {
    await people.add({ login: 'zhou', name: '周', password: 'Ａéｂ口令口令口令十' }, systemActor)
    const signed = await people.signIn({ login: 'zhou', password: 'Ae\u0301b口令口令口令十', ...at })
    expect('refused' in signed).toBe(false)
  },

  async 'says one and the same of an unknown login, a wrong password, none, and somebody disabled'({
    people,
    administrator,
    events,
  }) {
    const admin = await administrator()
    const [clerk, gone] = [await somebody(people, 'clerk'), await somebody(people, 'gone')]
    await people.add({ login: 'sso', name: '只用单点登录' }, admin)
    await people.disable(gone.id, admin)
    const tries = [
      { login: 'nobody-of-that-name', password: 'whatever it is' },
      { login: 'clerk', password: 'whatever it is' },
      { login: 'clerk', password: 'x'.repeat(2_000_000) },
      { login: 'gone', password: `${goodPassword} gone` },
      { login: 'sso', password: '' },
      { login: '', password: '' },
    ]
    const said = []
    for (const one of tries) said.push(JSON.stringify(await people.signIn({ ...one, ...at })))
    expect(new Set(said)).toEqual(new Set(['{"refused":"failed"}']))
    const refused = (await events()).filter(({ action }) => action === 'sign-in')
    expect(refused.map(({ result, objectId, detail }) => [result, objectId, detail['reason']])).toEqual([
      ['refused', '', 'unknown'],
      ['refused', clerk.id, 'password'],
      ['refused', clerk.id, 'password'],
      ['refused', gone.id, 'disabled'],
      ['refused', expect.stringMatching(/^person_/), 'password'],
      ['refused', '', 'unknown'],
    ])
    expect(refused.every(({ actor }) => actor.kind === 'anonymous' && actor.address === at.address)).toBe(true)
  },

  async 'lets ten tries a minute fail per account, from wherever they come'({ people, clock, events }) {
    await somebody(people, 'clerk')
    const guess = (n: number) => people.signIn({ login: 'clerk', password: 'guess', address: `10.0.0.${n}` })
    for (let n = 0; n < 10; n++) expect(await guess(n)).toEqual({ refused: 'failed' })
    clock.move(20_000)
    for (let n = 10; n < 13; n++) expect(await guess(n)).toEqual({ refused: 'too-many', retryAfterMs: 40_000 })
    // The right password is no way in, or the limit would tell when it is right.
    const right = { login: 'clerk', password: `${goodPassword} clerk`, address: '10.9.9.9' }
    expect(await people.signIn(right)).toEqual({ refused: 'too-many', retryAfterMs: 40_000 })
    clock.move(39_999)
    expect(await people.signIn(right)).toEqual({ refused: 'too-many', retryAfterMs: 1 })
    clock.move(1)
    expect(await people.signIn(right)).toMatchObject({ person: { login: 'clerk' } })
    const tooMany = (await events()).filter(({ detail }) => detail['reason'] === 'too-many')
    expect(tooMany.map(({ result, detail }) => [result, detail['limit']])).toEqual([['refused', 'account']])
  },

  async 'lets ten tries a minute fail per address, whatever the accounts'({ people, clock }) {
    await somebody(people, 'clerk')
    const guess = (login: string, address: string) => people.signIn({ login, password: 'guess', address })
    for (let n = 0; n < 10; n++) expect(await guess(`login${n}`, `2001:db8:1:2::${n}`)).toEqual({ refused: 'failed' })
    expect(await guess('other', '2001:db8:1:2:aaaa::1')).toMatchObject({ refused: 'too-many' })
    expect(await guess('other', '2001:db8:1:3::1')).toEqual({ refused: 'failed' })
    clock.move(minuteMs)
    expect(await guess('other', '2001:db8:1:2::1')).toEqual({ refused: 'failed' })
    // A clock that jumped ahead and back locks nobody out.
    clock.move(24 * hourMs)
    for (let n = 0; n < 10; n++) await guess('clerk', '10.0.0.1')
    clock.move(-24 * hourMs)
    expect(await tokenOf(people, 'clerk')).toMatch(/./)
  },

  async 'counts what is tried at once, and outlives a restart'({ people, another, database }) {
    await somebody(people, 'clerk')
    const guesses = Array.from({ length: 30 }, () => people.signIn({ login: 'clerk', password: 'guess', ...at }))
    const said = (await Promise.all(guesses)).map((one) => ('refused' in one ? one.refused : 'in'))
    expect([said.filter((one) => one === 'failed').length, said.filter((one) => one === 'too-many').length]).toEqual([10, 20])
    const other = await another()
    if (database.kind === 'sqlite') return
    expect(await other.people.signIn({ login: 'clerk', password: 'guess', ...at })).toMatchObject({ refused: 'too-many' })
  },

  async 'gives tries back that were right: an office behind one address gets in'({ people }) {
    for (let n = 0; n < 25; n++) {
      await somebody(people, `clerk${n}`)
      expect(await tokenOf(people, `clerk${n}`)).toMatch(/^[\w-]{43}$/)
    }
  },

  async 'ends a session after eight idle hours and after seven days'({ people, clock }) {
    await somebody(people, 'clerk')
    const [idle, busy] = [await tokenOf(people, 'clerk'), await tokenOf(people, 'clerk')]
    for (let hours = 7; hours < 7 * 24; hours += 7) {
      clock.move(7 * hourMs)
      expect(await people.subjectOf({ token: busy })).toMatchObject({ kind: 'person' })
      if (hours === 7) continue
      expect(await people.subjectOf({ token: idle })).toEqual({ refused: 'expired' })
    }
    clock.move(7 * hourMs - 1)
    expect(await people.subjectOf({ token: busy })).toMatchObject({ kind: 'person' })
    clock.move(1)
    expect(await people.subjectOf({ token: busy })).toEqual({ refused: 'expired' })
    const fresh = await tokenOf(people, 'clerk')
    clock.move(8 * hourMs - 1)
    expect(await people.subjectOf({ token: fresh })).toMatchObject({ kind: 'person' })
    clock.move(8 * hourMs)
    expect(await people.subjectOf({ token: fresh })).toEqual({ refused: 'expired' })
  },

  async 'gives each sign-in another token and ends the one before'({ people }) {
    await somebody(people, 'clerk')
    const password = `${goodPassword} clerk`
    const planted = await tokenOf(people, 'clerk')
    const signed = await people.signIn({ login: 'clerk', password, ...at, previous: planted })
    if ('refused' in signed) throw new Error(signed.refused)
    expect(signed.token).not.toBe(planted)
    expect(await people.subjectOf({ token: planted })).toEqual({ refused: 'unknown' })
    // A token that nobody was given becomes nobody's.
    const chosen = 'A'.repeat(43)
    const again = await people.signIn({ login: 'clerk', password, ...at, previous: chosen })
    expect('refused' in again ? again.refused : again.token).not.toBe(chosen)
    expect(await people.subjectOf({ token: chosen })).toEqual({ refused: 'unknown' })
  },

  async 'ends all sessions when the password changes'({ people, administrator, events }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk')
    const tokens = [await tokenOf(people, 'clerk'), await tokenOf(people, 'clerk')]
    const wrong = await people.changeOwnPassword(clerk.id, { current: 'wrong', next: 'a password of mine' }, at)
    expect(wrong).toEqual({ refused: 'failed' })
    expect(await people.subjectOf({ token: tokens[0]! })).toMatchObject({ kind: 'person' })
    const own = { current: `${goodPassword} clerk`, next: 'a password of mine' }
    expect(await codeOf(people.changeOwnPassword(clerk.id, { ...own, next: 'CLERK' }, at))).toBe('PASSWORD_TOO_SHORT')
    expect(await people.changeOwnPassword(clerk.id, own, at)).toEqual({ changed: true })
    for (const token of tokens) expect(await people.subjectOf({ token })).toEqual({ refused: 'unknown' })
    expect(await people.signIn({ login: 'clerk', password: own.current, ...at })).toEqual({ refused: 'failed' })
    const signed = await people.signIn({ login: 'clerk', password: own.next, ...at })
    await people.setPassword(clerk.id, 'set by an administrator', admin)
    expect(await people.sessions(clerk.id)).toEqual([])
    expect(await people.subjectOf({ token: 'token' in signed ? signed.token : '' })).toEqual({ refused: 'unknown' })
    const passwords = (await events()).filter(({ action }) => action === 'person.password')
    expect(passwords.map(({ result, actor }) => [result, actor.id])).toEqual([
      ['refused', clerk.id],
      ['done', clerk.id],
      ['done', admin.id],
    ])
  },

  async 'guesses the present password of an open session no faster than one at the door'({ people }) {
    const clerk = await somebody(people, 'clerk')
    const guess = { current: 'guess', next: 'a password of mine' }
    for (let n = 0; n < 10; n++) expect(await people.changeOwnPassword(clerk.id, guess, at)).toEqual({ refused: 'failed' })
    expect(await people.changeOwnPassword(clerk.id, guess, { address: '10.3.3.3' })).toMatchObject({ refused: 'too-many' })
  },

  async 'makes keys that are told once and may be told apart'({ people, clock, events, administrator }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk', ['clerk'])
    const made = { label: 'MES', personId: clerk.id, scopes: ['answer.ask', 'case.read', 'answer.ask'] }
    const { key, info } = await people.makeKey({ ...made, expiresAtMs: clock.now() + hourMs }, clerk)
    expect(key).toMatch(/^kw_[0-9a-z]{52}$/)
    expect(info).toMatchObject({ label: 'MES', prefix: key.slice(0, 8), scopes: ['answer.ask', 'case.read'] })
    expect(await people.subjectOf({ key })).toMatchObject({
      kind: 'key',
      keyId: info.id,
      personId: clerk.id,
      scopes: info.scopes,
    })
    const day = Date.parse('2026-11-23T00:00:00Z')
    expect((await people.key(info.id))?.lastUsedAtMs).toBe(day)
    expect(await people.subjectOf({ key: `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}` })).toEqual({ refused: 'unknown' })
    clock.move(hourMs)
    expect(await people.subjectOf({ key })).toEqual({ refused: 'expired' })
    const second = await people.makeKey(made, clerk)
    await people.revokeKey(second.info.id, admin)
    const revoked = await people.revokeKey(second.info.id, admin)
    expect(revoked.revokedAtMs).toBe(clock.now())
    expect(await people.subjectOf({ key: second.key })).toEqual({ refused: 'revoked' })
    expect((await people.keys(clerk.id)).map(({ id }) => id)).toEqual([second.info.id, info.id])
    expect(await codeOf(people.makeKey({ ...made, scopes: [] }, clerk))).toBe('API_KEY_INVALID')
    expect(await codeOf(people.makeKey({ ...made, label: ' ' }, clerk))).toBe('API_KEY_INVALID')
    expect(await codeOf(people.makeKey({ ...made, expiresAtMs: clock.now() }, clerk))).toBe('API_KEY_INVALID')
    for (const scope of ['__proto__', 'case.*', 'all', ''])
      expect(await codeOf(people.makeKey({ ...made, scopes: [scope] }, clerk))).toBe('SCOPE_UNKNOWN')
    expect((await events()).filter(({ action }) => action.startsWith('key.')).map(({ action }) => action)).toEqual([
      'key.make',
      'key.make',
      'key.revoke',
    ])
  },

  async 'confirms a password as strictly as it signs in, and records that it was wrong'({ people, administrator, events }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk')
    const right = `${goodPassword} clerk`
    expect(await people.confirmPassword(clerk.id, right, at)).toEqual({ confirmed: true })
    expect(await people.confirmPassword(clerk.id, goodPassword, at)).toEqual({ refused: 'failed' })
    const refused = (await events()).filter(({ action }) => action === 'person.confirm')
    expect(refused.map(({ result, objectId, detail }) => [result, objectId, detail])).toEqual([
      ['refused', clerk.id, { reason: 'password' }],
    ])
    expect(await codeOf(people.confirmPassword('person_none', right, at))).toBe('PERSON_NOT_FOUND')
    // Guesses here and at the door count together.
    for (let n = 0; n < 9; n++) await people.confirmPassword(clerk.id, 'guess', { address: `10.4.4.${n}` })
    expect(await people.confirmPassword(clerk.id, right, { address: '10.3.3.3' })).toMatchObject({ refused: 'too-many' })
    expect(await people.signIn({ login: 'clerk', password: right, address: '10.3.3.3' })).toMatchObject({ refused: 'too-many' })
    const gone = await somebody(people, 'gone')
    await people.disable(gone.id, admin)
    expect(await people.confirmPassword(gone.id, `${goodPassword} gone`, { address: '10.5.5.5' })).toEqual({ refused: 'failed' })
  },

  async 'keeps no password, key or token: in no row, no record, no error'({ people, database, events, administrator }) {
    const admin = await administrator()
    const secrets = ['canary password 一', 'canary password 二', 'canary password 三', 'canary-login-that-is-a-password']
    const clerk = await people.add({ login: 'clerk', name: '某', password: secrets[0]! }, admin)
    const errors: unknown[] = []
    const fails = (work: Promise<unknown>) =>
      work.then(
        () => expect.fail('it worked'),
        (error: unknown) => errors.push(error),
      )
    const signed = await people.signIn({ login: 'clerk', password: secrets[0]!, ...at })
    if ('refused' in signed) throw new Error(signed.refused)
    const { key, info } = await people.makeKey({ label: 'x', personId: clerk.id, scopes: ['answer.ask'] }, admin)
    secrets.push(signed.token, key)
    await people.subjectOf({ key })
    await people.signIn({ login: 'clerk', password: secrets[1]!, ...at })
    await people.signIn({ login: secrets[3]!, password: 'x', ...at })
    await people.signIn({ login: key, password: signed.token, ...at, previous: key })
    await people.changeOwnPassword(clerk.id, { current: secrets[1]!, next: secrets[2]! }, at)
    await people.changeOwnPassword(clerk.id, { current: secrets[0]!, next: secrets[2]! }, at)
    await people.setPassword(clerk.id, secrets[1]!, admin)
    await fails(people.revokeKey(key, admin))
    await fails(people.setPassword(clerk.id, 'short', admin))
    await fails(people.makeKey({ label: key.repeat(9), personId: clerk.id, scopes: [key] }, admin))
    await fails(people.add({ login: `${key} ${signed.token}`, name: '某' }, admin))
    await people.revokeKey(info.id, admin)
    await people.signOut(signed.token)
    const texts = { rows: await allRows(database), events: await events(), errors, keys: await people.keys() }
    for (const secret of secrets) expectNoSecret(texts, secret)
    // The instrument works: it finds what is there.
    expect(() => expectNoSecret(texts, secretHash(key))).toThrow('the secret is in rows')
  },
}
