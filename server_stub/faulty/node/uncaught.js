// shop 2.1.0: Totals of a shopping basket in which one article has no price.
const basket = [
  { article: 'seed potatoes', price: { net: 4.2 }, count: 3 },
  { article: 'gift card', count: 1 },
];

function lineTotal(line) {
  return line.price.net * line.count;
}

function total(lines) {
  return lines.reduce((sum, line) => sum + lineTotal(line), 0);
}

console.log(total(basket).toFixed(2));
