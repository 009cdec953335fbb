import type { CodeSample } from './code-sample.ts';

/** Samples in languages that are run from their source. */
export const SCRIPTING_SAMPLES: readonly CodeSample[] = [
  {
    language: 'typescript',
    file: 'orders.ts',
    text: `import fs, { readFile as read } from 'node:fs';
import * as path from 'node:path';
import type { Item } from '../item.ts';
export { total } from './total.ts';
/** A price. */
export interface Priced extends Base { price(item: Item): number; }
@Entity()
export class Order extends ns.Model<Item> implements Priced {
  static limit = 3;
  price(item: Item): number { const local = 1; return this.store.find(item.id).price(local); }
}
export type Id = string;
export const make = async (id: Id) => new Order(id);
const LIMIT = 3;
export enum Kind { A }
function* walk() { yield path.join('a'); }
`,
    units: [
      'interface Priced',
      'method Priced.price',
      'class Order',
      'property Order.limit',
      'method Order.price',
      'type Id',
      'function make',
      'constant LIMIT',
      'enum Kind',
      'function walk',
    ],
    mentions: [
      'imports default from node:fs as fs',
      'imports readFile from node:fs as read',
      'imports  from node:path as path',
      'imports Item from ../item.ts as Item',
      'imports total from ./total.ts as total',
      'inherits Base < Priced',
      'inherits ns.Model < Order',
      'inherits Priced < Order',
      'calls this.store.find < price',
      'calls this.store.find().price < price',
      'references Item < price',
      'calls Order < make',
      'calls path.join < walk',
      'calls Entity < Order',
    ],
  },
  {
    language: 'javascript',
    file: 'legacy.js',
    text: `const { join, sep: separator } = require('path');
class Cache extends Map { #size = 0; get(key) { return super.get(key); } }
module.exports.load = function (file) { return join(file); };
Cache.prototype.drop = function () {};
export default function main() { return import('./late.js'); }
`,
    units: [
      'class Cache',
      'property Cache.#size',
      'method Cache.get',
      'function load',
      'function Cache.drop',
      'function main',
    ],
    mentions: [
      'imports join from path as join',
      'imports sep from path as separator',
      'inherits Map < Cache',
      'calls super.get < get',
      'calls join < load',
      'imports  from ./late.js as ',
    ],
  },
  {
    language: 'python',
    file: 'models.py',
    text: `import os.path
import numpy as np
from ..base import (Model, field as f)
from .x import *
LIMIT = 3

# A user.
@dataclass(frozen=True)
class User(Model, metaclass=Meta):
    name: str = f()

    def save(self, to: Store) -> None:
        path = os.path.join(to.root)
        super().save(path)

    @property
    def full(self):
        return helper(self.name)

async def helper(x):
    def inner(): return np.abs(x)
    return inner()
`,
    units: [
      'constant LIMIT',
      'class User',
      'property User.name',
      'method User.save',
      'method User.full',
      'function helper',
      'function helper.inner',
    ],
    mentions: [
      'imports  from os.path as os',
      'imports  from numpy as np',
      'imports Model from ..base as Model',
      'imports field from ..base as f',
      'imports * from .x as ',
      'inherits Model < User',
      'calls dataclass < User',
      'calls os.path.join < save',
      'calls super().save < save',
      'references Store < save',
      'calls helper < full',
      'calls np.abs < inner',
      'calls inner < helper',
    ],
  },
  {
    language: 'ruby',
    file: 'orders_controller.rb',
    text: `require 'json'
require_relative 'lib/x'
module Shop
  # Shows orders.
  class OrdersController < Base::Controller
    include Priced
    before_action :authenticate, only: [:show]
    attr_reader :name
    LIMIT = 3
    def show
      @order = Order.find(params[:id])
      helper(@order)
    end
    def self.make(x)
      new(x)
    end
  end
end
`,
    units: [
      'module Shop',
      'class Shop.OrdersController',
      'property Shop.OrdersController.name',
      'property Shop.OrdersController.LIMIT',
      'method Shop.OrdersController.show',
      'method Shop.OrdersController.make',
    ],
    mentions: [
      'imports  from json as ',
      'imports  from ./lib/x as ',
      'inherits Base.Controller < OrdersController',
      'includes Priced < OrdersController',
      'calls Order.find < show',
      'calls helper < show',
      'calls new < make',
    ],
  },
  {
    language: 'php',
    file: 'User.php',
    text: `<?php
namespace App\\Models;
use App\\Base\\{Model, Timestamps as Stamps};
use Foo\\Bar;
require_once 'lib.php';
/** A user. */
abstract class User extends Model implements HasName {
  use Stamps;
  const LIMIT = 3;
  protected $name = 'x';
  public function greet(Bar $bar): ?string { $x = new Foo(); self::make(); $this->name->go(); return helper($x); }
}
function top(int $a) { return strlen($a); }
`,
    units: [
      'module App\\Models',
      'class User',
      'property User.LIMIT',
      'property User.name',
      'method User.greet',
      'function top',
    ],
    mentions: [
      'imports Model from App\\Base as Model',
      'imports Timestamps from App\\Base as Stamps',
      'imports Bar from Foo as Bar',
      'includes lib.php',
      'inherits Model < User',
      'inherits HasName < User',
      'includes Stamps < User',
      'calls Foo < greet',
      'calls self.make < greet',
      'calls $this.name.go < greet',
      'calls helper < greet',
      'references Bar < greet',
    ],
  },
  {
    language: 'bash',
    file: 'run.sh',
    text: `#!/bin/bash
source ./lib.sh
NAME=3
# Greets.
greet() {
  local x=1
  helper "$x" | sort
}
function helper { echo "$1"; }
`,
    units: ['constant NAME', 'function greet', 'function helper'],
    mentions: ['includes ./lib.sh', 'calls helper < greet', 'calls sort < greet', 'calls echo < helper'],
  },
];
