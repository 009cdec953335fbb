/**
 * Units in English, German and Chinese, each in the base unit of its dimension, so that "half an hour" is 30 minutes.
 *
 * Months and years have a base of their own: a month is no number of days. Where a word leaves open which unit is meant
 * (a kilobyte of 1,000 or 1,024 bytes, degrees of Celsius or Fahrenheit) a number with it has several values.
 */

import type { Quantity } from './quantity.ts';

export interface Unit {
  readonly dimension: string;
  /** Base units in one of it; the first where it may be several. */
  readonly factor: number;
  /** The values in the base unit that a number with this unit may have. */
  inBase(value: number): readonly number[];
}

const UNITS = new Map<string, Unit>();

function addUnits(dimension: string, factors: number | readonly number[], words: string): void {
  const all = typeof factors === 'number' ? [factors] : factors;
  addScale(dimension, all[0] ?? 1, (value) => all.map((factor) => value * factor), words);
}

function addScale(dimension: string, factor: number, inBase: Unit['inBase'], words: string): void {
  for (const word of words.split(' ')) UNITS.set(word, { dimension, factor, inBase });
}

addUnits('share', 0.01, '% percent prozent pct ％');
addUnits('time', 1e-9, 'ns nanosecond nanoseconds nanosekunde nanosekunden 纳秒');
addUnits('time', 1e-6, 'µs us μs microsecond microseconds mikrosekunde mikrosekunden 微秒');
addUnits('time', 1e-3, 'ms millisecond milliseconds millisekunde millisekunden 毫秒');
addUnits('time', 1, 's sec secs second seconds sekunde sekunden 秒 秒钟');
addUnits('time', 60, 'min mins minute minutes minuten 分钟 分鐘');
addUnits('time', 3600, 'h hr hrs hour hours stunde stunden 小时 小時 个小时');
addUnits('time', 86_400, 'd day days tag tage tagen 天 日');
addUnits('time', 604_800, 'week weeks woche wochen 周 星期');
addUnits('months', 1, 'month months monat monate monaten monats 个月 月');
addUnits('months', 12, 'year years jahr jahre jahren yr yrs 年');
addUnits('months', 120, 'decade decades jahrzehnt jahrzehnte jahrzehnten');
addUnits('months', 1200, 'century centuries jahrhundert jahrhunderte jahrhunderten');
addUnits('bits', 1, 'bit bits');
addUnits('bits', 1e3, 'Kb kbit kbps kilobit kilobits');
addUnits('bits', 1e6, 'Mb mbit mbps megabit megabits');
addUnits('bits', 1e9, 'Gb gbit gbps gigabit gigabits');
addUnits('bytes', 1, 'byte bytes b 字节');
addUnits('bytes', [1e3, 2 ** 10], 'kb kilobyte kilobytes');
addUnits('bytes', [1e6, 2 ** 20], 'mb megabyte megabytes');
addUnits('bytes', [1e9, 2 ** 30], 'gb gigabyte gigabytes');
addUnits('bytes', [1e12, 2 ** 40], 'tb terabyte terabytes');
addUnits('bytes', 2 ** 10, 'kib kibibyte kibibytes');
addUnits('bytes', 2 ** 20, 'mib mebibyte mebibytes');
addUnits('bytes', 2 ** 30, 'gib gibibyte gibibytes');
addUnits('bytes', 2 ** 40, 'tib tebibyte tebibytes');
addUnits('length', 1e-9, 'nm nanometre nanometres nanometer nanometers 纳米');
addUnits('length', 1e-6, 'µm μm micrometre micrometres micrometer micrometers mikrometer micron microns 微米');
addUnits('length', 1e-3, 'mm millimetre millimetres millimeter millimeters 毫米');
addUnits('length', 1e-2, 'cm centimetre centimetres centimeter centimeters zentimeter zentimetern 厘米');
addUnits('length', 1, 'm metre metres meter meters metern 米');
addUnits('length', 1e3, 'km kilometre kilometres kilometer kilometers kilometern 公里 千米');
addUnits('length', 1609.344, 'mile miles meile meilen 英里');
addUnits('length', 0.3048, 'ft foot feet');
addUnits('length', 149_597_870_700, 'au');
addUnits('length', 0.9144, 'yard yards');
addUnits('length', 0.0254, 'inch inches zoll');
addUnits('area', 1, 'm² qm 平方米');
addUnits('area', 1e4, 'ha hectare hectares hektar 公顷');
addUnits('area', 1e6, 'km² 平方公里');
addUnits('area', 4046.856, 'acre acres');
addUnits('area', 666.667, '亩');
addUnits('pressure', 133.322, 'mmhg');
addUnits('pressure', 1, 'pa pascal pascals');
addUnits('pressure', 1e2, 'hpa mbar millibar millibars');
addUnits('pressure', 1e3, 'kpa kilopascal kilopascals');
addUnits('pressure', 1e5, 'bar bars');
addUnits('pressure', 1e6, 'mpa megapascal megapascals');
addUnits('pressure', 1e9, 'gpa gigapascal gigapascals');
addUnits('mass', 1e-6, 'µg μg mcg microgram micrograms mikrogramm 微克');
addUnits('mass', 1e-3, 'mg milligram milligrams milligramm 毫克');
addUnits('mass', 1, 'g gram grams gramm 克');
addUnits('mass', 1e3, 'kg kilogram kilograms kilogramm 公斤 千克');
addUnits('mass', 1e6, 't tonne tonnes ton tons tonnen 吨');
addUnits('volume', 1e-3, 'ml millilitre milliliter millilitres milliliters 毫升');
addUnits('volume', 1, 'l litre litres liter liters litern 升');

const ABSOLUTE_ZERO = -273.15;
const fromFahrenheit = (value: number): number => ((value - 32) * 5) / 9;
addUnits('temperature', 1, '°c celsius ℃ 摄氏度');
addScale('temperature', 5 / 9, (value) => [fromFahrenheit(value)], '°f fahrenheit ℉ 华氏度');
addScale('temperature', 1, (value) => [value + ABSOLUTE_ZERO], 'kelvin 开尔文');
/** Of an angle as well: both texts are read alike. */
addScale('temperature', 1, (value) => [value, fromFahrenheit(value)], '° degree degrees grad 度');

addUnits('power', 1e-3, 'mW milliwatt milliwatts');
addUnits('power', 1, 'w watt watts 瓦');
addUnits('power', 1e3, 'kw kilowatt kilowatts 千瓦');
addUnits('power', 1e6, 'MW megawatt megawatts 兆瓦');
addUnits('power', 1e9, 'gw gigawatt gigawatts 吉瓦');
addUnits('power', 1e12, 'tw terawatt terawatts');
addUnits('energy', 1, 'j joule joules 焦耳');
addUnits('energy', 1e3, 'kj kilojoule kilojoules 千焦');
addUnits('energy', 1e6, 'MJ megajoule megajoules');
addUnits('energy', 3600, 'wh');
addUnits('energy', 3.6e6, 'kwh kilowattstunde kilowattstunden 千瓦时');
addUnits('energy', 3.6e9, 'MWh megawattstunde megawattstunden');
addUnits('energy', 3.6e12, 'gwh gigawattstunde gigawattstunden');
addUnits('energy', 3.6e15, 'twh terawattstunde terawattstunden');
addUnits('frequency', 1, 'hz hertz 赫兹');
addUnits('frequency', 1e3, 'khz kilohertz');
addUnits('frequency', 1e6, 'mhz megahertz');
addUnits('frequency', 1e9, 'ghz gigahertz');
addUnits('voltage', 1, 'v volt volts');
addUnits('voltage', 1e-3, 'mV millivolt millivolts');
addUnits('voltage', 1e3, 'kv kilovolt kilovolts');
addUnits('dollar', 1, '$ usd dollar dollars 美元');
addUnits('euro', 1, '€ eur euro euros');
addUnits('cent', 1, 'cent cents');
addUnits('pound', 0.01, 'pence');
addUnits('pound', 1, '£ gbp pound pounds');
addUnits('yuan', 0.1, '角');
addUnits('yuan', 1, '元 rmb yuan 人民币');
addUnits('turns', 1, 'times mal 次 倍');

/** "5G", "3D", "4 T", "10 M users": no grams, days, tonnes or metres. */
const NO_UNIT = /^[DGHMST]$/;

/** The unit a word names; upper and lower case count alike but where they tell units apart ("mW", "MW"). */
export const unitOf = (word: string): Unit | undefined =>
  UNITS.get(word) ?? (NO_UNIT.test(word) ? undefined : UNITS.get(word.toLowerCase()));

/** A number with its unit. */
export const inUnit = (values: readonly number[], unit: Unit): Partial<Quantity> => ({
  values: values.flatMap(unit.inBase),
  dimension: unit.dimension,
  inBase: unit.inBase,
  written: values,
});

const LONGEST_HAN_UNIT = 3;

/** The longest Chinese unit that stands at a place of a text, after "more than" where that stands between. */
export function hanUnitAfter(text: string, at: number): Unit | undefined {
  const han = /^\s?[多余来]?(\p{Script=Han}+)/u.exec(text.slice(at, at + LONGEST_HAN_UNIT + 2))?.[1] ?? '';
  for (let length = Math.min(han.length, LONGEST_HAN_UNIT); length > 0; length -= 1) {
    const unit = unitOf(han.slice(0, length));
    if (unit !== undefined) return unit;
  }
  return undefined;
}
