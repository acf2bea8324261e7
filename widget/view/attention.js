/** Says in the page's title how many messages wait, for customers who look at another tab. */

const COUNT = /^\(\d+\) /;

/** @param {number} unread 0 restores the title */
export function hintInTitle(unread) {
  const plain = document.title.replace(COUNT, "");
  const title = unread > 0 ? `(${unread}) ${plain}` : plain;
  if (title !== document.title) document.title = title;
}
