/** Days on either side over which the calendar of creations is smoothed. */
const SMOOTHED_DAYS = 182;

/**
 * Chance that an account made on a day by chance falls on one with as many seeds: is its day in a burst of the seeds' creation?
 *
 * The chance of each day between the first and the last creation of the case is proportional to 1 + the days within half a year on
 * which accounts that are no seeds were made, each such day counted once, so that the calendar follows the growth of the case and no
 * burst of members among the others hides itself. `p` sums it over the days with at least as many seeds as the account's. Assumes
 * that people join at a rate that changes slowly; a day on which an event made many join is a burst, too.
 *
 * @param day Whole number of the day on which each account was made; NaN where it is not known.
 * @param isSeed 1 for seeds, by account.
 * @returns By account, 0–1; 1 for seeds, where the day is not known, and where no seed was made on it.
 */
export function burstTails(day: Float64Array, isSeed: Uint8Array): Float64Array {
  const tails = new Float64Array(day.length).fill(1);
  const known = day.filter((value) => !Number.isNaN(value)).sort();
  if (known.length === 0) return tails;
  const first = known[0];
  const span = known[known.length - 1] - first + 1;
  const seeds = new Int32Array(span);
  const isOccupied = new Uint8Array(span);
  for (let account = 0; account < day.length; account++) {
    if (Number.isNaN(day[account])) continue;
    if (isSeed[account] === 1) seeds[day[account] - first]++;
    else isOccupied[day[account] - first] = 1;
  }
  const chanceAtLeast = chanceBySeeds(seeds, calendarChances(isOccupied));
  for (let account = 0; account < day.length; account++) {
    if (Number.isNaN(day[account]) || isSeed[account] === 1) continue;
    const count = seeds[day[account] - first];
    if (count > 0) tails[account] = Math.min(1, chanceAtLeast[count]);
  }
  return tails;
}

/** The chance of each day; they add up to 1. */
function calendarChances(isOccupied: Uint8Array): Float64Array {
  const chances = new Float64Array(isOccupied.length);
  let within = 0;
  let total = 0;
  for (let ahead = 0; ahead < Math.min(SMOOTHED_DAYS, isOccupied.length); ahead++) within += isOccupied[ahead];
  for (let day = 0; day < chances.length; day++) {
    if (day + SMOOTHED_DAYS < chances.length) within += isOccupied[day + SMOOTHED_DAYS];
    if (day - SMOOTHED_DAYS - 1 >= 0) within -= isOccupied[day - SMOOTHED_DAYS - 1];
    chances[day] = 1 + within;
    total += chances[day];
  }
  return chances.map((chance) => chance / total);
}

/** The chance of a day with at least so many seeds, by number of seeds. */
function chanceBySeeds(seeds: Int32Array, chances: Float64Array): Float64Array {
  const highest = seeds.reduce((most, count) => Math.max(most, count), 0);
  const sums = new Float64Array(highest + 1);
  for (let day = 0; day < seeds.length; day++) sums[seeds[day]] += chances[day];
  for (let count = highest - 1; count >= 0; count--) sums[count] += sums[count + 1];
  return sums;
}
