import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { KaiwuError, type Clock, type Language } from '@kaiwu/core'
import {
  modelEnvironment,
  openHttp,
  openModels,
  recordingHttp,
  replayingHttp,
  type Http,
  type ModelSettings,
  type Models,
} from '@kaiwu/models'
import { loadModelSettings, modelSettingsFile } from './model-settings-file.ts'

/** Where the models of a solution get their settings and keep their ledger. */
export type ModelsPlace = Readonly<{
  /** Folder that may hold a `models.yaml`. */
  root: string
  /** Data folder of the solution. */
  data: string
  environment: Readonly<Record<string, string | undefined>>
  clock?: Clock
  /** Of messages about the settings; default `zh`. */
  language?: Language
}>

/**
 * The settings of models that hold for a folder: the file that `KAIWU_MODELS` names, else the folder's `models.yaml`, else none.
 * @throws MODEL_SETTINGS_INVALID; PATH_UNUSABLE when the file named is not there
 */
export function settingsFor({
  root,
  environment,
  language = 'zh',
}: Pick<ModelsPlace, 'root' | 'environment' | 'language'>): ModelSettings {
  const named = environment[modelEnvironment.settings]?.trim()
  if (named && !existsSync(named))
    throw new KaiwuError('PATH_UNUSABLE', { path: named, reason: `${modelEnvironment.settings}: no such file` })
  return loadModelSettings(named || join(root, modelSettingsFile), { language })
}

/** The settings that `KAIWU_MODELS` names, which hold in place of any folder's; undefined when it names none. @throws as {@link settingsFor} */
export function operatorSettings(environment: ModelsPlace['environment'], language?: Language): ModelSettings | undefined {
  if (!environment[modelEnvironment.settings]?.trim()) return undefined
  return settingsFor({ root: '.', environment, ...(language ? { language } : {}) })
}

/**
 * Where calls are written down: the folder that `KAIWU_LEDGER` names; `.kaiwu` beside the settings that `KAIWU_MODELS` names, so that
 * all solutions by one file share one ledger; else the solution's own data folder.
 */
export function ledgerFolder({ data, environment }: Pick<ModelsPlace, 'data' | 'environment'>): string {
  const [ledger, settings] = [environment['KAIWU_LEDGER']?.trim(), environment[modelEnvironment.settings]?.trim()]
  if (ledger) return resolve(ledger)
  return settings ? join(dirname(resolve(settings)), '.kaiwu') : data
}

/**
 * The door to the network where it is not the plain one: `KAIWU_RECORD` names a folder that everything going through it is written
 * to, `KAIWU_REPLAY` one that takes the network's place.
 */
function doorFor(environment: ModelsPlace['environment']): { http?: Http } {
  const [record, replay] = [environment['KAIWU_RECORD']?.trim(), environment['KAIWU_REPLAY']?.trim()]
  if (replay) return { http: replayingHttp(resolve(replay)) }
  return record ? { http: recordingHttp(openHttp(), resolve(record)) } : {}
}

/**
 * Opens the models of a solution's folder.
 * @throws MODEL_SETTINGS_INVALID, PATH_UNUSABLE, LEDGER_UNUSABLE
 */
export function openModelsFor(place: ModelsPlace): Models {
  const { environment, clock } = place
  return openModels({
    settings: settingsFor(place),
    environment,
    data: ledgerFolder(place),
    ...doorFor(environment),
    ...(clock ? { clock } : {}),
  })
}
