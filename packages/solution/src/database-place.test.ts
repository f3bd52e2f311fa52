import { describe, expect, it } from 'vitest'
import { databasePlace } from './database-place.ts'

describe('databasePlace', () => {
  it.each([
    [{}, { folder: '/data' }],
    [{ KAIWU_DATABASE: '  ' }, { folder: '/data' }],
    [{ KAIWU_DATABASE: ' postgresql://u@h/db ' }, { folder: '/data', url: 'postgresql://u@h/db', schema: 'maintenance_desk_2' }],
  ])('with %j is %j', (environment, place) => {
    expect(databasePlace({ name: 'maintenance-desk-2' }, '/data', environment)).toEqual(place)
  })
})
