//! Pods on nodes: what they ask for together, and how many of them meet on one node.

use crate::units::{Bytes, Cpu};

/// Processor and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// Processor.
    pub cpu: Cpu,
    /// Memory.
    pub memory: Bytes,
}

/// Pods of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pods {
    /// How many.
    pub count: u32,
    /// What each asks for.
    pub each: Ask,
    /// How they are kept apart.
    pub apart: Apart,
}

/// How pods of one kind are kept apart on nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apart {
    /// No two on one node, or they wait.
    Strictly,
    /// As evenly over the nodes as it goes.
    Evenly,
    /// As evenly over so many zones as it goes, and anyhow within one.
    OverZones(u32),
    /// Not at all.
    Anyhow,
}

impl Ask {
    /// Nothing.
    pub const NOTHING: Ask = Ask { cpu: Cpu(0), memory: Bytes(0) };

    /// So many times.
    pub fn times(self, count: u32) -> Ask {
        let count = u64::from(count);
        Ask { cpu: Cpu(self.cpu.0.saturating_mul(count)), memory: Bytes(self.memory.0.saturating_mul(count)) }
    }

    /// Together with another.
    pub fn and(self, other: Ask) -> Ask {
        Ask {
            cpu: Cpu(self.cpu.0.saturating_add(other.cpu.0)),
            memory: Bytes(self.memory.0.saturating_add(other.memory.0)),
        }
    }
}

impl Apart {
    /// How many of so many pods meet on one node at most, if they find room as they wish.
    pub fn on_one(self, pods: u32, nodes: u32) -> u32 {
        match self {
            Apart::Strictly => pods.min(1),
            Apart::Evenly => pods.div_ceil(nodes.max(1)),
            Apart::OverZones(zones) => pods.div_ceil(zones.min(nodes).max(1)),
            Apart::Anyhow => pods,
        }
    }
}

impl Pods {
    /// How many find no node because no two may share one.
    pub fn stranded(&self, nodes: u32) -> u32 {
        if self.apart == Apart::Strictly { self.count.saturating_sub(nodes) } else { 0 }
    }
}

/// What all of them ask for.
pub fn together(pods: &[Pods]) -> Ask {
    pods.iter().fold(Ask::NOTHING, |sum, pods| sum.and(pods.each.times(pods.count)))
}

/// What each of so many nodes must offer, so that all pods find room however they meet.
pub fn each_node(pods: &[Pods], nodes: u32) -> Ask {
    pods.iter().fold(Ask::NOTHING, |sum, pods| sum.and(pods.each.times(pods.apart.on_one(pods.count, nodes))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pods(count: u32, cpu: u64, mib: u64, apart: Apart) -> Pods {
        Pods { count, each: Ask { cpu: Cpu(cpu), memory: Bytes(mib << 20) }, apart }
    }

    #[test]
    fn the_sample() {
        let set =
            [pods(3, 500, 2048, Apart::Evenly), pods(3, 250, 1024, Apart::Strictly), pods(1, 200, 384, Apart::Anyhow)];
        let sum = together(&set);
        assert_eq!((sum.cpu.human().as_str(), sum.memory.mebibytes().as_str()), ("2.45", "9,600"));
        // With one of three nodes gone: two brokers, one ZooKeeper (the third waits) and the operator.
        let each = each_node(&set, 2);
        assert_eq!((each.cpu.human().as_str(), each.memory.mebibytes().as_str()), ("1.45", "5,504"));
        assert_eq!(set.map(|pods| pods.stranded(2)), [0, 1, 0]);
        assert_eq!(Apart::Evenly.on_one(3, 0), 3);
        assert_eq!([6, 2].map(|nodes| Apart::OverZones(3).on_one(5, nodes)), [2, 3]);
    }
}
