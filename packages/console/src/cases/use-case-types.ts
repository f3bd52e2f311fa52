import { useLoaded, type Loaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseType } from '../http/case-contract.ts'
import { getJson, solutionPath } from '../http/request.ts'

/** The case types of a solution, and how they and their states are called; what is no longer there goes by its key. */
export type CaseTypes = Readonly<{
  loaded: Loaded<readonly CaseType[]>
  types: readonly CaseType[]
  titleOf: (type: string) => string
  stateOf: (type: string, state: string) => string
}>

/** Loads the case types. */
export function useCaseTypes(solution: string): CaseTypes {
  const { language } = useTexts()
  const path = solutionPath(solution, 'case-types')
  const loaded = useLoaded(
    path,
    async (options) => (await getJson<Readonly<{ types: readonly CaseType[] }>>(path, options)).types,
  )
  const types = loaded.value ?? []
  const known = (key: string): CaseType | undefined => types.find((type) => type.key === key)
  return {
    loaded,
    types,
    titleOf: (type) => known(type)?.title[language] ?? type,
    stateOf: (type, state) => known(type)?.states.find(({ key }) => key === state)?.title[language] ?? state,
  }
}
