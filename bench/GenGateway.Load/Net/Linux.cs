using System.Runtime.InteropServices;

namespace GenGateway.Load.Net;

/// <summary>The few system calls that the upstream and the driver are made of. Linux only.</summary>
/// <remarks>Bare epoll on one thread costs a fraction of what the framework's sockets cost, and a generator must cost less than what it measures.</remarks>
internal static unsafe partial class Linux
{
    public const uint EpollIn = 0x001;
    public const uint EpollOut = 0x004;
    public const uint EpollError = 0x008;
    public const uint EpollHangUp = 0x010;
    public const int ControlAdd = 1;
    public const int ControlDelete = 2;
    public const int ControlModify = 3;

    // MSG_DONTWAIT | MSG_NOSIGNAL: never blocks, and a connection that is gone is a return value.
    public const int Flags = 0x40 | 0x4000;
    public const int WouldBlock = 11;

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, EpollEvent* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    public static partial int EpollWait(int epoll, EpollEvent* events, int count, TimeSpec* timeout, nint mask);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* buffer, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    public static partial int ClockGetTime(int clock, TimeSpec* time);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int process, int signal);

    /// <summary>Lets this thread's waits end within a microsecond of their time instead of the usual fifty (PR_SET_TIMERSLACK).</summary>
    public static void WakeExactly() => _ = ProcessControl(29, 1, 0, 0, 0);

    /// <summary>Receives into the span. Returns the bytes, 0 at the end, −1 where there is nothing yet, −2 where the connection broke.</summary>
    public static int Receive(int descriptor, Span<byte> into)
    {
        fixed (byte* start = into)
            return Result(Receive(descriptor, start, (nuint)into.Length, Flags));
    }

    /// <summary>Sends what fits. Returns the bytes, −1 where nothing fits now, −2 where the connection broke.</summary>
    public static int Send(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return Result(Send(descriptor, start, (nuint)bytes.Length, Flags));
    }

    private static int Result(nint result) => result >= 0 ? (int)result : Marshal.GetLastPInvokeError() == WouldBlock ? -1 : -2;
}
