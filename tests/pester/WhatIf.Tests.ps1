# -WhatIf and -Confirm show which table, where, whose, and the name of the backup.
BeforeAll {
    . $PSScriptRoot/Endpoint.ps1
    . $PSScriptRoot/LimitHelpers.ps1
    Start-Endpoint
    Set-Content $env:AWS_SHARED_CREDENTIALS_FILE @(
        '[night]', 'aws_access_key_id = AKIA444455556666', 'aws_secret_access_key = secret'
        '[known]', 'aws_access_key_id = AKIA777788889999', 'aws_secret_access_key = secret', 'aws_account_id = 777788889999'
    )

    # What a host shows is no stream: it is read from a process of its own. One line for each thing that is shown.
    function Get-Shown([string] $Script, [string[]] $Answer) {
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        $begin = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$manifest'; " +
            "`$at = @{ EndpointUrl = '$url'; Region = 'us-east-1' }"
        '-NoProfile', '-Command', "$begin`n$Script" | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $pwsh = [Diagnostics.Process]::Start($start)
        $Answer | ForEach-Object { $pwsh.StandardInput.WriteLine($_) }
        $pwsh.StandardInput.Close()
        $pwsh.StandardOutput.ReadToEnd() -split '\r?\n'
    }
}

AfterAll { Stop-Endpoint }

Describe '-WhatIf' {
    BeforeAll {
        Reset-Endpoint
        $shown = Get-Shown @'
'Music', 'Users' | New-DdbBackup -WhatIf @at
New-DdbBackup Music -BackupName '{table}-{region}' -ProfileName night -WhatIf @at
New-DdbBackup Music -BackupName nightly -ProfileName known -WhatIf @at
New-DdbBackup Music -BackupName nightly -AccessKey AKIA444455556666 -SecretKey never-shown -WhatIf @at
New-DdbBackup arn:aws:dynamodb:eu-west-1:111122223333:table/Music -BackupName nightly -WhatIf -EndpointUrl $at.EndpointUrl
New-DdbBackup Invo*, Ord* -BackupName '{table}-nightly' -WhatIf @at
$WhatIfPreference = $true
New-DdbBackup Users -BackupName by-preference @at
Set-AWSCredential -ProfileName night
New-DdbBackup Users -BackupName of-session @at
'@
        $lines = @($shown | Where-Object { $_ -like 'What if:*' })
        $calls = Get-RecordedCall
    }

    It 'shows table, region, account and the name that is made' {
        $lines[0] | Should -Match ("^What if: .* on target ""table 'Music' in us-east-1, the default credentials, " +
            "as backup 'Music-backup-\d{14}-[a-z0-9]{8}'""\.$")
        $lines[1] | Should -Match "table 'Users' in us-east-1, .* as backup 'Users-backup-"
    }

    It 'shows the profile, and the template filled in' {
        $lines[2] | Should -Match "table 'Music' in us-east-1, profile 'night', as backup 'Music-us-east-1'"
    }

    It 'shows the account where it is known' {
        $lines[3] | Should -Match "table 'Music' in us-east-1, account 777788889999, as backup 'nightly'"
        $lines[5] | Should -Match ("table 'arn:aws:dynamodb:eu-west-1:111122223333:table/Music' in eu-west-1, " +
            "account 111122223333, as backup 'nightly'")
    }

    It 'shows no key' {
        $lines[4] | Should -Match "table 'Music' in us-east-1, the credentials given, as backup 'nightly'"
        $shown -join "`n" | Should -Not -Match 'never-shown|AKIA'
    }

    It 'shows what a wildcard matches' {
        $lines[6] | Should -Match "table 'Invoices' in us-east-1, .* as backup 'Invoices-nightly'"
        $lines[7] | Should -Match "table 'Orders' in us-east-1, .* as backup 'Orders-nightly'"
    }

    It 'follows the preference, and shows the session''s credentials' {
        $lines[8] | Should -Match "table 'Users' in us-east-1, the default credentials, as backup 'by-preference'"
        $lines[9] | Should -Match "table 'Users' in us-east-1, the session's credentials 'night', as backup 'of-session'"
    }

    It 'shows each once, and asks the service for no more than the tables of a wildcard' {
        $lines | Should -HaveCount 10
        $calls.operation | Should -Be 'ListTables'
    }

    It 'shows what it can without credentials' {
        $env:AWS_ACCESS_KEY_ID = $null
        try { $shown = Get-Shown 'New-DdbBackup Music -BackupName nightly -WhatIf @at; "errors: $($Error.Count)"' }
        finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        $shown | Where-Object { $_ -like 'What if:*' } |
            Should -Match "table 'Music' in us-east-1, no credentials found, as backup 'nightly'"
    }

    It 'shows which profile AWS_PROFILE names, where its credentials are used' {
        $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = $null, 'night'
        try { $shown = Get-Shown 'New-DdbBackup Music -BackupName nightly -WhatIf @at' }
        finally { $env:AWS_ACCESS_KEY_ID, $env:AWS_PROFILE = 'AKIA111122223333', $null }
        $shown | Where-Object { $_ -like 'What if:*' } |
            Should -Match "table 'Music' in us-east-1, the default credentials \(AWS_PROFILE is 'night'\), as backup 'nightly'"
    }

    It 'shows nothing for a profile that does not exist' {
        { New-DdbBackup Music -WhatIf @at -ProfileName nosuch } | Should -Throw "*there is no profile 'nosuch' in *"
    }

    It 'creates nothing, also with -Force: <Name>' -ForEach @(
        @{ Name = 'by the parameter'; Script = 'New-DdbBackup Music -Force -WhatIf @at' }
        @{ Name = 'by the preference'; Script = '$WhatIfPreference = $true; New-DdbBackup Music -Force @at' }
        @{
            Name   = 'by the preference, of many'
            Script = '$WhatIfPreference = $true; Get-DDBTableList @at | Select-Object -First 1 | New-DdbBackup -Force @at'
        }
        @{
            Name   = 'by the -WhatIf of a function around it'
            Script = 'function Backup-Night { [CmdletBinding(SupportsShouldProcess)] param() New-DdbBackup Music -Force @at }; ' +
                'Backup-Night -WhatIf'
        }
    ) {
        Reset-Endpoint
        $lines = @(Get-Shown $Script | Where-Object { $_ -like 'What if:*' })
        Get-CallCount CreateBackup | Should -Be 0
        $lines | Should -HaveCount 1
        $lines[0] | Should -Match "on target ""table '\w+' in us-east-1"
    }

    It 'creates nothing without credentials, with -Force and the preference' {
        Reset-Endpoint
        $env:AWS_ACCESS_KEY_ID = $null
        try { $shown = Get-Shown '$WhatIfPreference = $true; New-DdbBackup Music -BackupName nightly -Force @at' }
        finally { $env:AWS_ACCESS_KEY_ID = 'AKIA111122223333' }
        $shown | Where-Object { $_ -like 'What if:*' } | Should -Match "no credentials found, as backup 'nightly'"
        Get-CallCount | Should -Be 0
    }
}

Describe '-Force' {
    BeforeEach { Reset-Endpoint }

    It 'goes ahead where the preference is overruled by -WhatIf:$false' {
        $WhatIfPreference = $true
        (New-DdbBackup Music -Force -WhatIf:$false @at).TableName | Should -Be 'Music'
        Get-CallCount CreateBackup | Should -Be 1
    }

    It 'does not ask, also where $ConfirmPreference is Low' {
        (Invoke-Asked '$ConfirmPreference = "Low"; "Music", "Users" | New-DdbBackup -Force @at' @()).Asked | Should -HaveCount 0
        Get-CallCount CreateBackup | Should -Be 2
    }

    It 'asks with -Confirm even so' {
        (Invoke-Asked '"Music", "Users" | New-DdbBackup -Force -Confirm @at' N, Y).Asked | Should -HaveCount 2
        (Get-RecordedCall CreateBackup).target | Should -Be 'Users'
    }

    It 'does not ask with -Confirm:$false' {
        (Invoke-Asked '$ConfirmPreference = "Low"; New-DdbBackup Music -Force -Confirm:$false @at' @()).Asked | Should -HaveCount 0
        Get-CallCount CreateBackup | Should -Be 1
    }
}

Describe '-Confirm' {
    It 'shows the same, and the name agreed to is the name made' {
        Reset-Endpoint
        $shown = (Get-Shown "'Music', 'Users' | New-DdbBackup -Confirm @at | ForEach-Object BackupName" y, n) -join ' ' -replace '\s+', ' '
        $shown | Should -Match ("on target ""table 'Music' in us-east-1, the default credentials, " +
            "as backup '(?<name>Music-backup-\d{14}-[a-z0-9]{8})'""")
        $null = $shown -match "as backup '(?<name>Music-backup-[^']+)'"
        (Get-RecordedCall CreateBackup).backupName | Should -Be $Matches.name
    }
}
