using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace DynamoBackup.Completion;

/// <summary>Remembers each value for its own short while, and holds no value longer than until the next one comes.</summary>
/// <typeparam name="T">What is remembered.</typeparam>
/// <param name="clock">Tells how much time has passed.</param>
internal sealed class ShortMemory<T>(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many values are held.</summary>
    public int Count => _entries.Count;

    /// <summary>Looks for a value.</summary>
    /// <param name="key">What it is remembered by; case matters.</param>
    /// <param name="value">The value, where it is remembered still.</param>
    public bool TryGet(string key, [MaybeNullWhen(false)] out T value)
    {
        var isKnown = _entries.TryGetValue(key, out var entry) && IsGood(entry);
        value = isKnown ? entry!.Value : default;
        return isKnown;
    }

    /// <summary>Remembers a value, in the place of an earlier one.</summary>
    /// <param name="key">What it is remembered by.</param>
    /// <param name="value">The value.</param>
    /// <param name="time">How long it is good.</param>
    public void Set(string key, T value, TimeSpan time)
    {
        foreach (var old in _entries.Where(entry => !IsGood(entry.Value)))
        {
            _entries.TryRemove(old);
        }

        _entries[key] = new Entry(value, clock.GetTimestamp(), time);
    }

    private bool IsGood(Entry entry) => clock.GetElapsedTime(entry.At) < entry.Time;

    private sealed record Entry(T Value, long At, TimeSpan Time);
}
