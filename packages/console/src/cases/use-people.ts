import { useLoaded } from '../frame/use-loaded.ts'
import type { DepartmentInfo, PersonInfo } from '../http/people-contract.ts'
import { getJson, solutionPath } from '../http/request.ts'

/** Who there is, for choosing and for names. */
export type People = Readonly<{
  people: readonly PersonInfo[]
  departments: readonly DepartmentInfo[]
  nameOf: (id: string) => string
  departmentOf: (id: string) => string
}>

/** Loads people and departments by name; an id that is not among them stays an id. */
export function usePeople(solution: string): People {
  const path = solutionPath(solution, 'people')
  const loaded = useLoaded(path, async (options) => {
    const [{ people }, { departments }] = await Promise.all([
      getJson<Readonly<{ people: readonly PersonInfo[] }>>(`${path}?limit=999`, options),
      getJson<Readonly<{ departments: readonly DepartmentInfo[] }>>(solutionPath(solution, 'departments'), options),
    ])
    return { people, departments }
  })
  const { people = [], departments = [] } = loaded.value ?? {}
  return {
    people,
    departments,
    nameOf: (id) => people.find((person) => person.id === id)?.name ?? id,
    departmentOf: (id) => departments.find((department) => department.id === id)?.name ?? id,
  }
}
