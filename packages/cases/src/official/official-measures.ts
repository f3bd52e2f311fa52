/** What was measured of an official document, by the name of the item: 上边距毫米 is 37. */
export type OfficialMeasures = Readonly<Record<string, string>>
