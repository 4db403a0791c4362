using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace GenGateway.Admission.Limiting;

/// <summary>The limits of every address that asked without a key lately. Bounded; thread safe.</summary>
/// <remarks>
/// IPv4 counts by address, IPv6 by /64, which one subscriber has whole. An address whose limits are all untouched again is forgotten without effect; that is
/// looked for whenever the table has doubled. When <see cref="Most"/> addresses are in the midst of theirs, all further ones share one place, so that many
/// addresses together get no more than the table's size of them.
/// </remarks>
internal sealed class AddressTable(TimeProvider clock)
{
    /// <summary>Addresses that have a place of their own.</summary>
    public const int Most = 65_536;

    private const int FirstSweep = 1024;

    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ulong, AddressEntry> _entries = new();
    private AddressEntry? _shared;
    private int _count;
    private int _sweepAt = FirstSweep;
    private int _sweeping;
    private long _swept = clock.GetTimestamp();

    /// <summary>Addresses that have a place now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The entry of an address, held until its <see cref="AddressEntry.Release"/>.</summary>
    public AddressEntry Hold(string? address, LimitTemplate template, long timestamp)
    {
        var key = KeyOf(address);
        var spin = new SpinWait();
        while (true)
        {
            if (!_entries.TryGetValue(key, out var entry))
                entry = Add(key, template, timestamp);
            if (entry.TryHold())
                return entry;
            // It is being looked at, or on its way out.
            spin.SpinOnce();
        }
    }

    /// <summary>The entry of an address, to be looked at; null: it has none.</summary>
    public AddressEntry? Find(string? address) => _entries.GetValueOrDefault(KeyOf(address));

    /// <summary>What an address is known by: IPv4 itself, of IPv6 the first half; whatever else it is, all of that together.</summary>
    internal static ulong KeyOf(string? address)
    {
        if (address is null)
            return 0;
        if (TryReadIPv4(address, out var four))
            return four;
        if (!IPAddress.TryParse(address, out var read))
            return 0;
        Span<byte> bytes = stackalloc byte[16];
        if (!(read.IsIPv4MappedToIPv6 ? read.MapToIPv4() : read).TryWriteBytes(bytes, out var written))
            return 0;
        return written == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    // By hand, so that the usual address costs no object.
    private static bool TryReadIPv4(ReadOnlySpan<char> address, out uint key)
    {
        key = 0;
        var parts = 0;
        foreach (var part in address.Split('.'))
        {
            if (++parts > sizeof(uint) || !byte.TryParse(address[part], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                return false;
            key = (key << 8) | value;
        }

        return parts == sizeof(uint);
    }

    private AddressEntry Add(ulong key, LimitTemplate template, long timestamp)
    {
        if (Count >= Volatile.Read(ref _sweepAt))
            Sweep(timestamp);
        if (Count >= Most)
            return Shared(template);
        var made = new AddressEntry(template);
        var entry = _entries.GetOrAdd(key, made);
        if (ReferenceEquals(entry, made))
            Interlocked.Increment(ref _count);
        return entry;
    }

    private AddressEntry Shared(LimitTemplate template)
    {
        if (Volatile.Read(ref _shared) is { } shared)
            return shared;
        var made = new AddressEntry(template);
        return Interlocked.CompareExchange(ref _shared, made, null) ?? made;
    }

    private void Sweep(long timestamp)
    {
        if (Interlocked.Exchange(ref _sweeping, 1) == 1)
            return;
        // A table that stays full is not looked through for every newcomer.
        if (Volatile.Read(ref _sweepAt) < Most || clock.GetElapsedTime(_swept, timestamp) >= BetweenSweeps)
        {
            foreach (var (key, entry) in _entries)
            {
                if (entry.TryRetire(timestamp) && _entries.TryRemove(key, out _))
                    Interlocked.Decrement(ref _count);
            }

            _swept = timestamp;
            Volatile.Write(ref _sweepAt, Math.Clamp(Count * 2, FirstSweep, Most));
        }

        Volatile.Write(ref _sweeping, 0);
    }
}
