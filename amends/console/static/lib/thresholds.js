/** From which frustration on something changes, as the operator has set it. */

/** The levels at which the wording changes, changes again, and a person is offered. */
export let steps = [0.25, 0.4, 0.6];

/** Takes the shop's own thresholds. */
export function useThresholds({ caring, accountable, offer_person: offer }) {
  steps = [caring, accountable, offer];
}
