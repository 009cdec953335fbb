import type { CodeSample } from './code-sample.ts';

/** Samples in languages that are compiled first. */
export const COMPILED_SAMPLES: readonly CodeSample[] = [
  {
    language: 'java',
    file: 'Order.java',
    text: `package com.acme.shop;
import java.util.List;
import static com.acme.Util.*;
/** Doc. */
@Entity
public class Order extends Base<Item> implements Priced, java.io.Serializable {
  private final Store store;
  public Order(Store store) { super(); this.store = store; }
  @Override public int price(Item item) { return store.find(new Key(item)).price(helper()); }
  enum Kind { A }
}
interface Priced extends Named { int price(Item item); }
record Line(String sku) {}
`,
    units: [
      'module com.acme.shop',
      'class Order',
      'property Order.store',
      'method Order.Order',
      'method Order.price',
      'enum Order.Kind',
      'interface Priced',
      'method Priced.price',
      'class Line',
    ],
    mentions: [
      'imports List from java.util as List',
      'imports * from com.acme.Util as ',
      'inherits Base < Order',
      'inherits Priced < Order',
      'inherits java.io.Serializable < Order',
      'inherits Named < Priced',
      'calls store.find < price',
      'calls Key < price',
      'calls helper < price',
      'references Store < store',
    ],
  },
  {
    language: 'go',
    file: 'shop.go',
    text: `package shop

import (
	"fmt"
	m "math/rand"
)

const Max = 3

type (
	// Order is placed.
	Order struct {
		Base
		Total int
	}
	Pricer interface {
		fmt.Stringer
		Price(x Item) float64
	}
)

// Price computes.
func (o *Order) Price(x Item) float64 { return m.Float64() * o.base.Get(x) }

func New(x int) *Order { return &Order{Total: x} }
`,
    units: [
      'module shop',
      'constant Max',
      'struct Order',
      'interface Pricer',
      'method Pricer.Price',
      'method Order.Price',
      'function New',
    ],
    mentions: [
      'imports  from fmt as fmt',
      'imports  from math/rand as m',
      'inherits Base < Order',
      'inherits fmt.Stringer < Pricer',
      'calls m.Float64 < Price',
      'calls o.base.Get < Price',
      'references Order < New',
    ],
  },
  {
    language: 'rust',
    file: 'lib.rs',
    text: `use std::{collections::HashMap as Map, io::{self, Read}};
pub use crate::a::*;
/// An order.
#[derive(Debug)]
pub struct Order<T> { total: T }
pub trait Priced: Base + Send { fn price(&self) -> u32; }
impl<T: Clone> Priced for Order<T> {
    fn price(&self) -> u32 { self.total.get(Self::h(1)); Map::new(); println!("{}", 1); 1 }
}
mod inner { pub fn run() { super::go(); } }
macro_rules! mac { () => {} }
const LIMIT: u32 = 1;
`,
    units: [
      'struct Order',
      'trait Priced',
      'method Priced.price',
      'method Order.price',
      'module inner',
      'function inner.run',
      'macro mac',
      'constant LIMIT',
    ],
    mentions: [
      'imports HashMap from std::collections as Map',
      'imports  from std::io as io',
      'imports Read from std::io as Read',
      'imports * from crate::a as ',
      'includes Priced < Order',
      'inherits Base < Priced',
      'calls self.total.get < price',
      'calls Self.h < price',
      'calls Map.new < price',
      'calls println < price',
      'calls super.go < run',
    ],
  },
  {
    language: 'c',
    file: 'list.c',
    text: `#include <stdio.h>
#include "list.h"
#define MAX(a, b) ((a) > (b) ? (a) : (b))
/* A node. */
typedef struct node { int value; struct node *next; } node_t;
static const int limit = 3;
enum color { RED };
static node_t *push(node_t *head, int value) { node_t *n = alloc(sizeof *n); n->init(value); return n; }
int main(void) { return push(NULL, 1)->value; }
`,
    units: [
      'macro MAX',
      'type node_t',
      'struct node',
      'constant limit',
      'enum color',
      'function push',
      'function main',
    ],
    mentions: [
      'includes stdio.h',
      'includes list.h',
      'calls alloc < push',
      'calls n.init < push',
      'references node_t < push',
      'calls push < main',
    ],
  },
  {
    language: 'cpp',
    file: 'order.cpp',
    text: `#include <vector>
using std::vector;
namespace shop::inner {
/// An order.
template <typename T>
class Order : public Base<T>, private ns::Other {
 public:
  explicit Order(int x) : y_(x) {}
  int price(const Item& item) const { return item->get(x).foo() + ns::f<int>(1); }
  int y_;
};
}
void shop::Order::run() { auto p = new Part(); stop(p); }
Item& operator+(Item& a, int b) { return a; }
`,
    units: [
      'module shop.inner',
      'class shop.inner.Order',
      'method shop.inner.Order.Order',
      'method shop.inner.Order.price',
      'function shop.Order.run',
      'function operator+',
    ],
    mentions: [
      'includes vector',
      'imports vector from std as vector',
      'inherits Base < Order',
      'inherits ns.Other < Order',
      'calls item.get < price',
      'calls item.get().foo < price',
      'calls ns.f < price',
      'calls Part < run',
      'calls stop < run',
    ],
  },
  {
    language: 'csharp',
    file: 'Order.cs',
    text: `using System.Text;
using Json = Newtonsoft.Json.Linq;
namespace Shop.Orders {
  [Serializable]
  public class Order : Entity, IPriced<Item> {
    private readonly Store _store;
    public decimal Total { get; set; }
    public Order(Store store) : base(store) { _store = store; }
    public decimal Price(Item item) { var x = new Money(1); return _store.Find<Item>(item.Id).Price(x); }
  }
  public interface IPriced<T> { decimal Price(T item); }
}
`,
    units: [
      'module Shop.Orders',
      'class Shop.Orders.Order',
      'property Shop.Orders.Order._store',
      'property Shop.Orders.Order.Total',
      'method Shop.Orders.Order.Order',
      'method Shop.Orders.Order.Price',
      'interface Shop.Orders.IPriced',
      'method Shop.Orders.IPriced.Price',
    ],
    mentions: [
      'imports * from System.Text as ',
      'imports  from Newtonsoft.Json.Linq as Json',
      'inherits Entity < Order',
      'inherits IPriced < Order',
      'calls Money < Price',
      'calls _store.Find < Price',
      'references Item < Price',
    ],
  },
  {
    language: 'scala',
    file: 'Shape.scala',
    text: `package com.acme.shop
import scala.collection.mutable.{Map => MMap, Set, _}
import a.b.C
/** A shape. */
sealed trait Shape extends Base with Named { def area: Double }
case class Circle(r: Double) extends Shape {
  val pi = 3.14
  override def area: Double = Math.square(r)
}
object Circle { def apply() = new Circle(1) }
`,
    units: [
      'module com.acme.shop',
      'trait Shape',
      'method Shape.area',
      'class Circle',
      'property Circle.pi',
      'method Circle.area',
      'module Circle',
      'function Circle.apply',
    ],
    mentions: [
      'imports Map from scala.collection.mutable as MMap',
      'imports Set from scala.collection.mutable as Set',
      'imports * from scala.collection.mutable as ',
      'imports C from a.b as C',
      'inherits Base < Shape',
      'inherits Named < Shape',
      'inherits Shape < Circle',
      'calls Math.square < area',
      'calls Circle < apply',
    ],
  },
  {
    language: 'haskell',
    file: 'Shop.hs',
    text: `module Data.Shop (price) where
import qualified Data.Map as M
import Data.List (sort, nub)
-- | An order.
data Order = Order { total :: Int } | Empty
class Priced a where
  price :: a -> Int
instance Priced Order where
  price o = helper o
-- | Helps.
helper :: Order -> Int
helper Empty = 0
helper x = M.size (sort x)
`,
    units: [
      'module Data.Shop',
      'type Order',
      'trait Priced',
      'method Priced.price',
      'method Priced.price',
      'function helper',
    ],
    mentions: [
      'imports  from Data.Map as M',
      'imports sort from Data.List as sort',
      'imports nub from Data.List as nub',
      'calls helper < price',
      'calls M.size < helper',
      'calls sort < helper',
    ],
  },
];
