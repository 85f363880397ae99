/** Places on different continents or under different governments whose clocks stand so far from UTC, by standard time where nothing else is said. */
const PLACES: Readonly<Record<number, string>> = {
  [-11]: 'Pago Pago, Midway',
  [-10]: 'Honolulu, Papeete',
  [-9]: 'Anchorage, Gambier Islands',
  [-8]: 'Los Angeles, Vancouver, Tijuana; Anchorage in summer',
  [-7]: 'Denver, Calgary, Phoenix; Los Angeles in summer',
  [-6]: 'Chicago, Mexico City, Guatemala; Denver in summer',
  [-5]: 'New York, Havana, Bogotá, Lima; Chicago in summer',
  [-4]: 'Caracas, Santiago, Halifax, La Paz; New York in summer',
  [-3]: 'Buenos Aires, São Paulo, Montevideo; Halifax in summer',
  [-2]: 'South Georgia, Fernando de Noronha',
  [-1]: 'Azores, Cape Verde',
  0: 'London, Lisbon, Accra, Dakar',
  1: 'Paris, Berlin, Lagos, Algiers; London in summer',
  2: 'Kyiv, Cairo, Johannesburg, Jerusalem; Paris and Berlin in summer',
  3: 'Moscow, Istanbul, Riyadh, Baghdad, Nairobi; Kyiv in summer',
  4: 'Dubai, Baku, Tbilisi, Samara, Mauritius',
  5: 'Karachi, Tashkent, Yekaterinburg, Maldives',
  6: 'Dhaka, Bishkek, Omsk',
  7: 'Bangkok, Hanoi, Jakarta, Novosibirsk',
  8: 'Beijing, Taipei, Singapore, Manila, Perth',
  9: 'Tokyo, Seoul, Pyongyang, Yakutsk',
  10: 'Brisbane, Port Moresby, Vladivostok; Sydney in winter',
  11: 'Nouméa, Honiara, Magadan; Sydney in summer',
  12: 'Auckland, Suva, Petropavlovsk-Kamchatsky',
};

/** Places whose clocks stand at an offset. @param offset Whole hours from UTC, −11 … 12. */
export function placesAt(offset: number): string {
  return PLACES[offset] ?? '';
}

/** An offset as it is written: UTC+8, UTC−5, UTC. */
export function offsetName(offset: number): string {
  return offset === 0 ? 'UTC' : `UTC${offset > 0 ? '+' : '−'}${Math.abs(offset)}`;
}
