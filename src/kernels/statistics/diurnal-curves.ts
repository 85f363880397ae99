const HOURS = 24;
/** Hours over which a step rises. */
const STEP_HOURS = 0.5;

/**
 * Reference curves of a day in local time: the shares of 24 hours in what is posted, each made of smooth steps.
 *
 * `office`: a working day from 9 to 18; `waking`: even from 7:30 to 23:30; `evening`: the same with half as much again from 18 on, as private
 * use has it. A floor of 4 % of the plateau (8 % for `office`) for those who do not keep it. They are idealised: published measurements agree on the
 * lull at night and on the rise in the morning, and differ by place, platform and purpose in what lies between.
 *
 * @see ten Thij, Kampstra & Bhulai (2014), Circadian patterns in Twitter; Leypunskiy et al. (2018), doi:10.1016/j.cub.2018.10.016
 */
export const DIURNAL_CURVES = {
  office: curve((hour) => 0.08 + plateau(hour, 9, 18)),
  waking: curve((hour) => 0.04 + plateau(hour, 7.5, 23.5)),
  evening: curve((hour) => 0.04 + plateau(hour, 7.5, 23.5) + 0.5 * plateau(hour, 18, 23.5)),
} as const;

function plateau(hour: number, from: number, to: number): number {
  const rise = (at: number): number => 1 / (1 + Math.exp(-at / STEP_HOURS));
  return [-HOURS, 0, HOURS].reduce((sum, turn) => sum + rise(hour + turn - from) * rise(to - hour - turn), 0);
}

/** Shares of the hours, each at its middle. */
function curve(density: (hour: number) => number): Float64Array {
  const shares = Float64Array.from({ length: HOURS }, (_, hour) => density(hour + 0.5));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
