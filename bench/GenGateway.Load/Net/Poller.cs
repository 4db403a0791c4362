using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GenGateway.Load.Net;

/// <summary>An epoll of one thread: level-triggered, each descriptor with a number of its owner's.</summary>
internal sealed unsafe class Poller : IDisposable
{
    private const int Most = 512;
    private readonly EpollEvent[] _events = new EpollEvent[Most];
    private readonly int _epoll = Linux.EpollCreate(0);

    public Poller()
    {
        if (_epoll < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    public void Add(int descriptor, int owner, uint wanted = Linux.EpollIn) => Control(Linux.ControlAdd, descriptor, owner, wanted);

    public void Change(int descriptor, int owner, uint wanted) => Control(Linux.ControlModify, descriptor, owner, wanted);

    public void Remove(int descriptor) => Control(Linux.ControlDelete, descriptor, 0, 0);

    /// <summary>Waits until something is ready, or the time (nanoseconds; negative: for ever) is over.</summary>
    public ReadOnlySpan<EpollEvent> Wait(long nanoseconds)
    {
        var time = new TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        fixed (EpollEvent* events = _events)
        {
            var ready = Linux.EpollWait(_epoll, events, Most, nanoseconds < 0 ? null : &time, 0);
            return _events.AsSpan(0, Math.Max(ready, 0));
        }
    }

    public void Dispose() => _ = Linux.Close(_epoll);

    private void Control(int operation, int descriptor, int owner, uint wanted)
    {
        var wish = new EpollEvent { Events = wanted, Data = (ulong)owner };
        if (Linux.EpollControl(_epoll, operation, descriptor, &wish) < 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }
}
